// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * One number of the update mask: a weight or a moving statistic of the network.
 *
 * @param layer the layer that owns it
 * @param path its name in the checkpoint
 * @param shape its dimensions
 * @param block which top-level part of the network it belongs to, counted from the input, 0 first
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record ModelVariable(String layer, String path, long[] shape, int block) {

  /** Copies the shape and refuses nulls and negative blocks. */
  public ModelVariable {
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(path, "path");
    shape = shape.clone();
    if (block < 0) {
      throw new IllegalArgumentException(
          "block of " + path + " is " + block + "; blocks count from 0");
    }
  }

  /** A copy of the dimensions. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelVariable that
        && layer.equals(that.layer)
        && path.equals(that.path)
        && Arrays.equals(shape, that.shape)
        && block == that.block;
  }

  @Override
  public int hashCode() {
    return Objects.hash(layer, path, Arrays.hashCode(shape), block);
  }

  @Override
  public String toString() {
    return path + Arrays.toString(shape) + " of layer " + layer + ", block " + block;
  }
}
