// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {

  @Test
  void shouldReturnAnImageOfTheRightSizeAsItIs() {
    ImageDecoder.Pixels image =
        new ImageDecoder.Pixels(new ImageShape(2, 2, 1), new byte[] {1, 2, 3, 4});
    assertThat(new Resampler(2).resize(image)).isSameAs(image);
  }

  @Test
  void shouldKeepAConstantImageConstantPerChannel() {
    byte[] values = new byte[5 * 9 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 3 == 0 ? 255 : i % 3 == 1 ? 128 : 0);
    }
    for (int pixels : new int[] {1, 4, 7, 20}) {
      ImageDecoder.Pixels resized =
          new Resampler(pixels).resize(new ImageDecoder.Pixels(new ImageShape(5, 9, 3), values));
      assertThat(resized.shape()).isEqualTo(new ImageShape(pixels, pixels, 3));
      assertThat(resized.values())
          .isEqualTo(Arrays.copyOf(tile(values, pixels), pixels * pixels * 3));
    }
  }

  private static byte[] tile(byte[] values, int pixels) {
    byte[] tiled = new byte[pixels * pixels * 3];
    for (int i = 0; i < tiled.length; i++) {
      tiled[i] = values[i % 3];
    }
    return tiled;
  }

  @Test
  void shouldAverageAnAreaWhenShrinking() {
    // Triangle filter of width 2: weights 3/7, 3/7, 1/7 at the border.
    byte[] row = {0, 70, (byte) 140, (byte) 210};
    byte[] values = new byte[16];
    for (int y = 0; y < 4; y++) {
      System.arraycopy(row, 0, values, y * 4, 4);
    }
    ImageDecoder.Pixels resized =
        new Resampler(2).resize(new ImageDecoder.Pixels(new ImageShape(4, 4, 1), values));
    assertThat(resized.values()).containsExactly(50, (byte) 160, 50, (byte) 160);
  }

  @Test
  void shouldInterpolateLinearlyWhenEnlarging() {
    // Output centres lie at -0.25, 0.25, 0.75 and 1.25 of the input.
    ImageDecoder.Pixels resized =
        new Resampler(4)
            .resize(new ImageDecoder.Pixels(new ImageShape(2, 2, 1), new byte[] {0, 100, 0, 100}));
    assertThat(Arrays.copyOf(resized.values(), 4)).containsExactly(0, 25, 75, 100);
  }
}
