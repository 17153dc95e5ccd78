// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

/**
 * What several models say of the same rows: the log-odds margin of the true class, {@code phi =
 * log(p_y / (1 - p_y))}, see {@link io.lethe.learning.model.LogOdds}. The arrays are owned by this
 * object, not copied.
 *
 * @param values {@code [models][rows]}, all finite
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ModelMargins(double[][] values) {

  /** Refuses no models, no rows, models with different rows, and margins that are not finite. */
  public ModelMargins {
    if (values.length == 0 || values[0].length == 0) {
      throw new IllegalArgumentException(
          "there are no margins to attack; give at least one model and one row");
    }
    for (int model = 0; model < values.length; model++) {
      requireRow(values[model], values[0].length, model);
    }
  }

  private static void requireRow(double[] margins, int rows, int model) {
    if (margins.length != rows) {
      throw new IllegalArgumentException(
          "model %d has margins of %d rows and model 0 of %d; ask every model about the same rows"
              .formatted(model, margins.length, rows));
    }
    for (int row = 0; row < rows; row++) {
      if (!Double.isFinite(margins[row])) {
        throw new IllegalArgumentException(
            "the margin of row %d under model %d is %s; it must be finite: compute it from logits"
                .formatted(row, model, margins[row]));
      }
    }
  }

  /** How many models. */
  public int models() {
    return values.length;
  }

  /** How many rows. */
  public int rows() {
    return values[0].length;
  }

  /** One row's margins under all models but one, {@code [models - 1]}. */
  double[] without(int model, int row) {
    double[] others = new double[values.length - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = values[i < model ? i : i + 1][row];
    }
    return others;
  }
}
