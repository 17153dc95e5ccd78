// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.LabelledImages;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Noise with labels: speed does not depend on what the images show. */
final class RandomImages implements LabelledImages {
  private final ImageShape shape;
  private final int classes;
  private final byte[] pixels;

  RandomImages(ImageShape shape, int classes, int count, long seed) {
    this.shape = shape;
    this.classes = classes;
    this.pixels = new byte[Math.multiplyExact(shape.bytes(), count)];
    new SplittableRandom(seed).nextBytes(pixels);
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int ordinal) {
    return ordinal % classes;
  }

  @Override
  public void copyImage(int ordinal, ByteBuffer target) {
    target.put(pixels, ordinal * shape.bytes(), shape.bytes());
  }
}
