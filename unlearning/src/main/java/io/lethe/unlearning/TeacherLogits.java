// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.model.Logits;
import java.util.Arrays;

/** The parent's outputs, found by the ordinal of the row. */
public final class TeacherLogits {
  private final int[] ordinals;
  private final Logits logits;

  /**
   * Binds outputs to their rows.
   *
   * @param ordinals sorted rows
   * @param logits one row of outputs for each, in the same order
   */
  public TeacherLogits(int[] ordinals, Logits logits) {
    if (ordinals.length != logits.rows()) {
      throw new IllegalArgumentException(
          logits.rows() + " rows of teacher logits for " + ordinals.length + " ordinals");
    }
    this.ordinals = ordinals.clone();
    this.logits = logits;
  }

  /** The K logits of one row. */
  public float[] of(int ordinal) {
    int row = Arrays.binarySearch(ordinals, ordinal);
    if (row < 0) {
      throw new IllegalStateException("the teacher was not asked about row " + ordinal);
    }
    return logits.row(row);
  }
}
