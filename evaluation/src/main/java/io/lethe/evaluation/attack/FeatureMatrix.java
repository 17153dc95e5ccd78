// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.Arrays;
import java.util.Objects;

/**
 * What an attacker sees of some samples, row-major.
 *
 * @param values {@code rows * columns} finite numbers; owned by this object, not copied
 * @param rows samples
 * @param columns numbers a sample
 */
@SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied
public record FeatureMatrix(double[] values, int rows, int columns) {

  /**
   * Smallest probability whose logarithm an attacker sees: keeps a confident model's features
   * finite.
   */
  private static final double SMALLEST_PROBABILITY = 1e-12;

  /** Refuses sizes that do not fit and numbers that are not finite. */
  public FeatureMatrix {
    Objects.requireNonNull(values, "values");
    if (rows < 0 || columns < 1 || values.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          values.length + " numbers do not make " + rows + " rows of " + columns + " columns");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "feature "
                + i % columns
                + " of row "
                + i / columns
                + " is "
                + values[i]
                + "; it must be finite");
      }
    }
  }

  /** The rows as they are: logits, or probabilities. */
  public static FeatureMatrix of(double[][] rows, int columns) {
    double[] values = new double[Math.multiplyExact(rows.length, columns)];
    for (int r = 0; r < rows.length; r++) {
      if (rows[r].length != columns) {
        throw new IllegalArgumentException(
            "row " + r + " has " + rows[r].length + " columns, expected " + columns);
      }
      System.arraycopy(rows[r], 0, values, r * columns, columns);
    }
    return new FeatureMatrix(values, rows.length, columns);
  }

  /**
   * The loss-aware attacker's view: probabilities sorted upwards, then the true label's cross
   * entropy.
   *
   * @param probabilities {@code [n][columns]}
   * @param labels the true classes {@code [n]}
   */
  public static FeatureMatrix sortedWithLabelLoss(
      double[][] probabilities, int[] labels, int classes) {
    double[][] rows = new double[probabilities.length][];
    for (int r = 0; r < rows.length; r++) {
      double[] sorted = probabilities[r].clone();
      Arrays.sort(sorted);
      rows[r] = Arrays.copyOf(sorted, sorted.length + 1);
      rows[r][sorted.length] =
          -Math.log(Math.max(SMALLEST_PROBABILITY, probabilities[r][labels[r]]));
    }
    return of(rows, classes + 1);
  }

  /** The chosen rows in the given order. */
  public FeatureMatrix select(int[] chosen) {
    double[] selected = new double[chosen.length * columns];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(values, chosen[i] * columns, selected, i * columns, columns);
    }
    return new FeatureMatrix(selected, chosen.length, columns);
  }

  double at(int row, int column) {
    return values[row * columns + column];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureMatrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(values), rows, columns);
  }

  @Override
  public String toString() {
    return "FeatureMatrix[" + rows + " x " + columns + "]";
  }
}
