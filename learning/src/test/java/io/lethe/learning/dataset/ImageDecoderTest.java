// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.source.BundleFixture;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder();

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void shouldDecodeColourPngExactly(int type) throws IOException {
    BufferedImage image = BundleFixture.random(1, 6, 9, type);
    ImageDecoder.Pixels pixels = decoder.decode(BundleFixture.png(image));
    assertThat(pixels.shape()).isEqualTo(new ImageShape(6, 9, 3));
    assertThat(pixels.values()).isEqualTo(colours(image));
  }

  @Test
  void shouldDecodeColourJpegAsImageIoDoes() throws IOException {
    byte[] encoded =
        BundleFixture.jpeg(BundleFixture.random(2, 32, 17, BufferedImage.TYPE_3BYTE_BGR));
    ImageDecoder.Pixels pixels = decoder.decode(encoded);
    assertThat(pixels.shape()).isEqualTo(new ImageShape(32, 17, 3));
    assertThat(pixels.values()).isEqualTo(colours(ImageIO.read(new ByteArrayInputStream(encoded))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void shouldDecodeGreyWithoutGamma(String format) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    byte[] encoded = format.equals("png") ? BundleFixture.png(image) : BundleFixture.jpeg(image);
    ImageDecoder.Pixels pixels = decoder.decode(encoded);
    assertThat(pixels.shape()).isEqualTo(new ImageShape(16, 16, 1));
    int[] values = unsigned(pixels.values());
    for (int i = 0; i < 256; i++) {
      assertThat(values[i]).isBetween(format.equals("png") ? i : i - 6, i + 6);
    }
  }

  @Test
  void shouldScaleSixteenBitsToEight() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    WritableRaster raster = image.getRaster();
    raster.setSamples(0, 0, 3, 1, 0, new int[] {0, 0x8080, 0xffff});
    assertThat(unsigned(decoder.decode(BundleFixture.png(image)).values()))
        .containsExactly(0, 0x80, 0xff);
  }

  @Test
  void shouldTakeABlackAndWhitePngAsGrey() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xffffffff);
    ImageDecoder.Pixels pixels = decoder.decode(BundleFixture.png(image));
    assertThat(pixels.shape()).isEqualTo(new ImageShape(1, 2, 1));
    assertThat(unsigned(pixels.values())).containsExactly(0, 255);
  }

  @Test
  void shouldRefuseTransparentPixels() {
    BufferedImage image = BundleFixture.random(3, 4, 4, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 1, 0x80ff0000);
    assertThatThrownBy(() -> decoder.decode(BundleFixture.png(image)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has transparent pixels: put it on a background");
  }

  @Test
  void shouldRefuseEveryTruncationOfAPng() {
    byte[] whole = BundleFixture.png(BundleFixture.random(4, 8, 8, BufferedImage.TYPE_3BYTE_BGR));
    refuseAllPrefixes(whole);
  }

  @Test
  void shouldRefuseEveryTruncationOfAJpeg() {
    byte[] whole = BundleFixture.jpeg(BundleFixture.random(5, 8, 8, BufferedImage.TYPE_3BYTE_BGR));
    refuseAllPrefixes(whole);
  }

  @Test
  void shouldRefuseEveryFlippedBitBehindTheSignatureOfAPng() {
    byte[] whole = BundleFixture.png(BundleFixture.random(4, 4, 4, BufferedImage.TYPE_3BYTE_BGR));
    for (int place = 8; place < whole.length; place++) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 4;
      assertThatThrownBy(() -> decoder.decode(damaged))
          .as("byte %d", place)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s).*(truncated|damaged).*");
    }
  }

  private void refuseAllPrefixes(byte[] whole) {
    for (int length = 1; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(prefix))
          .as("first %d of %d bytes", length, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s)(cannot be decoded|is a truncated|is neither).*");
    }
  }

  @Test
  void shouldDecodeASoundImageAfterABrokenOne() throws IOException {
    byte[] whole = BundleFixture.jpeg(BundleFixture.random(6, 8, 8, BufferedImage.TYPE_3BYTE_BGR));
    ImageDecoder.Pixels before = decoder.decode(whole);
    assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(whole, whole.length - 9)))
        .isInstanceOf(IOException.class);
    assertThat(decoder.decode(whole).values()).isEqualTo(before.values());
  }

  @Test
  void shouldRefuseOtherFormats() {
    assertThatThrownBy(
            () -> decoder.decode("GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isInstanceOf(IOException.class)
        .hasMessage("is neither JPEG nor PNG: convert it");
  }

  private static byte[] colours(BufferedImage image) {
    byte[] values = new byte[image.getHeight() * image.getWidth() * 3];
    int next = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int colour = image.getRGB(x, y);
        values[next++] = (byte) (colour >> 16);
        values[next++] = (byte) (colour >> 8);
        values[next++] = (byte) colour;
      }
    }
    return values;
  }

  private static int[] unsigned(byte[] values) {
    return IntStream.range(0, values.length).map(i -> values[i] & 0xff).toArray();
  }
}
