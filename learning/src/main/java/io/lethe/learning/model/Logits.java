// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * Outputs of a classifier before softmax, row-major.
 *
 * @param values {@code rows * classes} numbers, all finite; owned by this object, not copied
 * @param rows how many samples
 * @param classes numbers a sample
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content; millions of numbers are not copied
public record Logits(float[] values, int rows, int classes) {

  /**
   * Refuses a size that does not fit and numbers that are not finite (a broken model must never
   * look like a good one).
   */
  public Logits {
    Objects.requireNonNull(values, "values");
    if (classes < 1 || rows < 0 || values.length != Math.multiplyExact(rows, classes)) {
      throw new IllegalArgumentException(
          values.length + " logits do not make " + rows + " rows of " + classes + " classes");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ModelException(
            "logit "
                + i % classes
                + " of row "
                + i / classes
                + " is "
                + values[i]
                + ": the model is broken; train it again with a smaller learning rate");
      }
    }
  }

  /**
   * Halfway between two models' outputs on the same samples.
   *
   * @throws IllegalArgumentException if they are not of the same size
   */
  public static Logits mean(Logits one, Logits other) {
    if (one.rows != other.rows || one.classes != other.classes) {
      throw new IllegalArgumentException(one + " and " + other + " are not about the same samples");
    }
    float[] middle = new float[one.values.length];
    for (int i = 0; i < middle.length; i++) {
      middle[i] = one.values[i] / 2 + other.values[i] / 2;
    }
    return new Logits(middle, one.rows, one.classes);
  }

  /** A copy of one row. */
  public float[] row(int row) {
    Objects.checkIndex(row, rows);
    return Arrays.copyOfRange(values, row * classes, (row + 1) * classes);
  }

  /** The class with the largest logit; the first of equals. */
  public int argmax(int row) {
    Objects.checkIndex(row, rows);
    int best = row * classes;
    for (int i = best + 1; i < (row + 1) * classes; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best - row * classes;
  }

  /**
   * Softmax of every row, the maximum subtracted first; {@code [rows][classes]}, each row sums to
   * 1.
   */
  public double[][] probabilities() {
    double[][] result = new double[rows][classes];
    for (int r = 0; r < rows; r++) {
      double max = values[r * classes + argmax(r)];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        result[r][c] = Math.exp(values[r * classes + c] - max);
        sum += result[r][c];
      }
      for (int c = 0; c < classes; c++) {
        result[r][c] /= sum;
      }
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Logits that
        && rows == that.rows
        && classes == that.classes
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(values), rows, classes);
  }

  @Override
  public String toString() {
    return "Logits[" + rows + " x " + classes + "]";
  }
}
