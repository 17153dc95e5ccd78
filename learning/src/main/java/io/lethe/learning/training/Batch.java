// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.util.Objects;

/**
 * One batch as an objective sees it.
 *
 * @param epoch counted from 0
 * @param step the optimizer's update in this run, counted from 0 over all epochs
 * @param ordinals of the samples, not copied
 * @param labels of the samples, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content; one a step
public record Batch(int epoch, int step, int[] ordinals, int[] labels) {

  /** Refuses arrays of different lengths. */
  public Batch {
    Objects.requireNonNull(ordinals, "ordinals");
    Objects.requireNonNull(labels, "labels");
    if (ordinals.length != labels.length) {
      throw new IllegalArgumentException(
          ordinals.length + " ordinals and " + labels.length + " labels");
    }
  }

  /** How many samples. */
  public int size() {
    return ordinals.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Batch that
        && epoch == that.epoch
        && step == that.step
        && java.util.Arrays.equals(ordinals, that.ordinals)
        && java.util.Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        epoch, step, java.util.Arrays.hashCode(ordinals), java.util.Arrays.hashCode(labels));
  }

  @Override
  public String toString() {
    return "Batch[epoch=" + epoch + ", step=" + step + ", size=" + size() + "]";
  }
}
