// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.util.Arrays;
import java.util.Objects;

/**
 * The weights and targets of one batch, all zero at first: what an algorithm says about each row.
 */
public final class StepTargets {
  private final int rows;
  private final int classes;
  private final float[] crossEntropyWeight;
  private final float[] distillationWeight;
  private final float[] targetLogits;

  /** Zeros for so many rows of so many classes. */
  public StepTargets(int rows, int classes) {
    if (rows < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "a batch of " + rows + " rows and " + classes + " classes");
    }
    this.rows = rows;
    this.classes = classes;
    crossEntropyWeight = new float[rows];
    distillationWeight = new float[rows];
    targetLogits = new float[Math.multiplyExact(rows, classes)];
  }

  /** B. */
  public int rows() {
    return rows;
  }

  /** K. */
  public int classes() {
    return classes;
  }

  /** Sets what the row's cross entropy counts in the loss; negative ascends. */
  public void crossEntropyWeight(int row, float weight) {
    crossEntropyWeight[row] = finite("cross entropy weight", row, weight);
  }

  /** Sets what the row's divergence from its target counts in the loss; negative ascends. */
  public void distillationWeight(int row, float weight) {
    distillationWeight[row] = finite("distillation weight", row, weight);
  }

  /** Sets the row's target, K logits. */
  public void targetLogits(int row, float[] logits) {
    if (logits.length != classes) {
      throw new IllegalArgumentException(
          "a target of " + logits.length + " logits for " + classes + " classes");
    }
    targetLogits(row, logits, 0);
  }

  /** Sets the row's target from K numbers at an offset of a larger array. */
  public void targetLogits(int row, float[] source, int offset) {
    Objects.checkIndex(row, rows);
    for (int c = 0; c < classes; c++) {
      targetLogits[row * classes + c] = finite("target logit", row, source[offset + c]);
    }
  }

  /** The row's weight of the cross entropy. */
  public float crossEntropyWeight(int row) {
    return crossEntropyWeight[row];
  }

  /** The row's weight of the divergence. */
  public float distillationWeight(int row) {
    return distillationWeight[row];
  }

  /** A copy of the row's target. */
  public float[] targetLogits(int row) {
    Objects.checkIndex(row, rows);
    return Arrays.copyOfRange(targetLogits, row * classes, (row + 1) * classes);
  }

  float[] crossEntropyWeights() {
    return crossEntropyWeight;
  }

  float[] distillationWeights() {
    return distillationWeight;
  }

  float[] allTargetLogits() {
    return targetLogits;
  }

  private static float finite(String what, int row, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "the " + what + " of row " + row + " is " + value + "; it must be finite");
    }
    return value;
  }
}
