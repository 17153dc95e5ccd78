// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

/**
 * Scales images to a square with a triangle filter that is as wide as the scale: bilinear when
 * enlarging, a weighted area mean when shrinking, without aliasing. The aspect ratio is not kept.
 */
final class Resampler {

  private final int pixels;

  /** Prepares scaling to {@code pixels} by {@code pixels}. */
  Resampler(int pixels) {
    this.pixels = pixels;
  }

  ImageDecoder.Pixels resize(ImageDecoder.Pixels image) {
    ImageShape from = image.shape();
    if (from.height() == pixels && from.width() == pixels) {
      return image;
    }
    ImageShape to = new ImageShape(pixels, pixels, from.channels());
    float[] wide = columns(image.values(), from);
    return new ImageDecoder.Pixels(to, rows(wide, from.height(), to));
  }

  /** Scales the width: from [H,W,C] bytes to [H,pixels,C] floats. */
  private float[] columns(byte[] values, ImageShape from) {
    Taps taps = Taps.between(from.width(), pixels);
    int channels = from.channels();
    float[] result = new float[from.height() * pixels * channels];
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < pixels; x++) {
        for (int channel = 0; channel < channels; channel++) {
          float sum = 0;
          for (int tap = 0; tap < taps.weights[x].length; tap++) {
            int column = taps.first[x] + tap;
            int value = values[(y * from.width() + column) * channels + channel] & 0xff;
            sum += taps.weights[x][tap] * value;
          }
          result[(y * pixels + x) * channels + channel] = sum;
        }
      }
    }
    return result;
  }

  /** Scales the height: from [H,pixels,C] floats to [pixels,pixels,C] bytes. */
  private byte[] rows(float[] values, int height, ImageShape to) {
    Taps taps = Taps.between(height, pixels);
    int stride = pixels * to.channels();
    byte[] result = new byte[to.bytes()];
    for (int y = 0; y < pixels; y++) {
      for (int i = 0; i < stride; i++) {
        float sum = 0;
        for (int tap = 0; tap < taps.weights[y].length; tap++) {
          sum += taps.weights[y][tap] * values[(taps.first[y] + tap) * stride + i];
        }
        result[y * stride + i] = (byte) Math.min(255, Math.max(0, Math.round(sum)));
      }
    }
    return result;
  }

  /** For every output position: the first input position it sees, and the weights from there. */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class, never compared
  private record Taps(int[] first, float[][] weights) {

    static Taps between(int from, int to) {
      double scale = (double) from / to;
      double support = Math.max(1, scale);
      int[] first = new int[to];
      float[][] weights = new float[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int low = Math.max(0, (int) Math.floor(centre - support + 0.5));
        int high = Math.min(from, (int) Math.floor(centre + support + 0.5));
        double[] raw = new double[high - low];
        double sum = 0;
        for (int tap = 0; tap < raw.length; tap++) {
          raw[tap] = Math.max(0, 1 - Math.abs((low + tap + 0.5 - centre) / support));
          sum += raw[tap];
        }
        first[i] = low;
        weights[i] = new float[raw.length];
        for (int tap = 0; tap < raw.length; tap++) {
          weights[i][tap] = (float) (raw[tap] / sum);
        }
      }
      return new Taps(first, weights);
    }
  }
}
