// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import java.nio.ByteBuffer;

/** Decoded images with labels, by ordinal: what training and prediction need of a dataset. */
public interface LabelledImages {

  /** The dimensions of every image. */
  ImageShape shape();

  /** How many classes the labels may name. */
  int classes();

  /** The label of an image, 0 to classes - 1. */
  int label(int ordinal);

  /** Appends the image's {@code shape().bytes()} pixels, row by row, channels innermost. */
  void copyImage(int ordinal, ByteBuffer target);

  /** A view of a dataset. */
  static LabelledImages of(Dataset dataset) {
    return new LabelledImages() {
      @Override
      public ImageShape shape() {
        return dataset.shape();
      }

      @Override
      public int classes() {
        return dataset.classes();
      }

      @Override
      public int label(int ordinal) {
        return dataset.label(ordinal);
      }

      @Override
      public void copyImage(int ordinal, ByteBuffer target) {
        dataset.copyImage(ordinal, target);
      }
    };
  }
}
