// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import io.lethe.learning.dataset.ImageShape;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Random changes of training images: shift by up to {@code cropPadding} pixels in each direction,
 * black coming in at the border, and a mirror image half of the time.
 */
public record Augmentation(int cropPadding, boolean horizontalFlip) {

  /** Refuses a negative padding. */
  public Augmentation {
    if (cropPadding < 0) {
      throw new IllegalArgumentException(
          "cropPadding is " + cropPadding + " pixels; it must not be negative");
    }
  }

  /** Images as they are; the only choice while unlearning. */
  public static Augmentation none() {
    return new Augmentation(0, false);
  }

  /** The usual one for small photographs: 4 pixels and flips. */
  public static Augmentation standard() {
    return new Augmentation(4, true);
  }

  boolean isNone() {
    return cropPadding == 0 && !horizontalFlip;
  }

  /** Appends a changed copy of the image to the target. */
  void apply(byte[] image, ImageShape shape, ByteBuffer target, RandomGenerator random) {
    int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
    int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
    boolean flip = horizontalFlip && random.nextBoolean();
    for (int y = 0; y < shape.height(); y++) {
      int sourceY = y + down;
      for (int x = 0; x < shape.width(); x++) {
        int sourceX = (flip ? shape.width() - 1 - x : x) + right;
        boolean inside =
            sourceY >= 0 && sourceY < shape.height() && sourceX >= 0 && sourceX < shape.width();
        int source = (sourceY * shape.width() + sourceX) * shape.channels();
        for (int c = 0; c < shape.channels(); c++) {
          target.put(inside ? image[source + c] : 0);
        }
      }
    }
  }
}
