// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

/**
 * Shape of one decoded image, height by width by channels, one unsigned byte a value.
 *
 * @param height rows of pixels
 * @param width columns of pixels
 * @param channels 1 for grey, 3 for red, green, blue
 */
public record ImageShape(int height, int width, int channels) {

  private static final int MAX_BYTES = 1 << 29;

  public ImageShape {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image of %d x %d pixels: height and width must be at least 1".formatted(height, width));
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: only 1 (grey) and 3 (colour) exist".formatted(channels));
    }
    if ((long) height * width * channels > MAX_BYTES) {
      throw new IllegalArgumentException(
          "image of %d x %d x %d bytes is above the limit of %d bytes"
              .formatted(height, width, channels, MAX_BYTES));
    }
  }

  /** Returns the bytes that one image takes. */
  public int bytes() {
    return height * width * channels;
  }

  /** Returns a short description for messages, such as {@code colour 32x32}. */
  @Override
  public String toString() {
    return (channels == 1 ? "grey " : "colour ") + height + "x" + width;
  }
}
