// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG and PNG to interleaved unsigned bytes, grey or red, green, blue. Readers are reused,
 * so a decoder belongs to one thread at a time.
 */
public final class ImageDecoder implements AutoCloseable {

  /** Pixels of one image, row by row, channels interleaved. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Pixels(ImageShape shape, byte[] values) {}

  private static final long MAX_PIXELS = 1L << 26;

  private final ImageReader jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();
  private final ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
  private final AtomicReference<String> warning = new AtomicReference<>();

  public ImageDecoder() {
    // libjpeg fills what a truncated file lacks with grey and merely warns.
    jpeg.addIIOReadWarningListener((source, text) -> warning.set(text));
    png.addIIOReadWarningListener((source, text) -> warning.set(text));
  }

  /**
   * Decodes one image.
   *
   * @throws IOException whose message completes "image X ..." when the bytes are no sound image
   */
  public Pixels decode(byte[] encoded) throws IOException {
    boolean isPng = PngStructure.isPng(encoded);
    if (!isPng && !isJpeg(encoded)) {
      throw new IOException("is neither JPEG nor PNG: convert it");
    }
    if (isPng) {
      PngStructure.check(encoded);
    }
    BufferedImage image = read(isPng ? png : jpeg, encoded);
    // A grey PNG of few bits comes with a palette, which looks like colour.
    boolean grey =
        isPng ? PngStructure.isGrey(encoded) : image.getColorModel().getNumColorComponents() == 1;
    ImageShape shape = new ImageShape(image.getHeight(), image.getWidth(), grey ? 1 : 3);
    return new Pixels(shape, pixels(image, shape));
  }

  private BufferedImage read(ImageReader reader, byte[] encoded) throws IOException {
    warning.set(null);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MAX_PIXELS) {
        throw new IOException(
            "has %d pixels, above the limit of %d: shrink it".formatted(pixels, MAX_PIXELS));
      }
      BufferedImage image = reader.read(0);
      if (warning.get() != null) {
        throw broken(warning.get(), null);
      }
      return image;
    } catch (RuntimeException e) {
      // The readers of the JDK meet broken files with all kinds of unchecked exceptions.
      throw broken(e.toString(), e);
    } catch (IIOException | EOFException e) {
      throw broken(String.valueOf(e.getMessage()), e);
    } finally {
      reader.setInput(null);
    }
  }

  private static IOException broken(String reason, @Nullable Exception cause) {
    return new IOException(
        "cannot be decoded, it is damaged, truncated or of an unknown kind (%s): replace the file"
            .formatted(reason),
        cause);
  }

  private static byte[] pixels(BufferedImage image, ImageShape shape) throws IOException {
    if (image.getColorModel() instanceof IndexColorModel) {
      return fromPalette(image, shape);
    }
    Raster raster = image.getRaster();
    boolean whole =
        raster.getDataBuffer() instanceof DataBufferByte buffer
            && buffer.getNumBanks() == 1
            && buffer.getOffset() == 0
            && buffer.getData().length == shape.bytes();
    if (whole && image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    }
    if (whole && image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return swapRedAndBlue(((DataBufferByte) raster.getDataBuffer()).getData());
    }
    return fromSamples(image, shape);
  }

  private static byte[] swapRedAndBlue(byte[] values) {
    for (int i = 0; i < values.length; i += 3) {
      byte blue = values[i];
      values[i] = values[i + 2];
      values[i + 2] = blue;
    }
    return values;
  }

  /** Reads samples as they were stored: getRGB would bend grey values with a gamma curve. */
  private static byte[] fromSamples(BufferedImage image, ImageShape shape) throws IOException {
    Raster raster = image.getRaster();
    boolean deep = raster.getTransferType() == DataBuffer.TYPE_USHORT;
    int opaque = deep ? 0xffff : 0xff;
    int bands = raster.getNumBands();
    int[] samples = raster.getPixels(0, 0, shape.width(), shape.height(), (int[]) null);
    byte[] values = new byte[shape.bytes()];
    for (int pixel = 0; pixel < shape.height() * shape.width(); pixel++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        int sample = samples[pixel * bands + channel];
        values[pixel * shape.channels() + channel] =
            (byte) (deep ? (sample * 255L + 32_767) / 65_535 : sample);
      }
      if (bands > shape.channels() && samples[pixel * bands + shape.channels()] != opaque) {
        throw transparent();
      }
    }
    return values;
  }

  private static byte[] fromPalette(BufferedImage image, ImageShape shape) throws IOException {
    int[] colours = image.getRGB(0, 0, shape.width(), shape.height(), null, 0, shape.width());
    byte[] values = new byte[shape.bytes()];
    int next = 0;
    for (int colour : colours) {
      if (colour >>> 24 != 0xff) {
        throw transparent();
      }
      for (int channel = 0; channel < shape.channels(); channel++) {
        values[next++] = (byte) (colour >> (16 - 8 * channel));
      }
    }
    return values;
  }

  private static IOException transparent() {
    return new IOException("has transparent pixels: put it on a background and save it without");
  }

  private static boolean isJpeg(byte[] encoded) {
    return encoded.length > 2
        && (encoded[0] & 0xff) == 0xff
        && (encoded[1] & 0xff) == 0xd8
        && (encoded[2] & 0xff) == 0xff;
  }

  @Override
  public void close() {
    jpeg.dispose();
    png.dispose();
  }
}
