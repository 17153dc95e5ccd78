// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.Moments;
import io.lethe.unlearning.AlgorithmUnfitException;
import java.util.function.DoubleUnaryOperator;

/**
 * Moves outputs until their margins scatter as they should: {@code z' = a (z + b e_y)}. With phi
 * the log-odds margin of the true class y,
 *
 * <pre>phi(z') = phi(a z) + a b</pre>
 *
 * <p>so that a alone sets the standard deviation of phi over some rows, found by bisection, and b
 * then its mean. Accuracy and loss, which could be met in its place, leave a badly known: near its
 * least value the loss hardly depends on it.
 *
 * <p>Why: docs/decisions/0022-a-teacher-is-calibrated-by-margins.md.
 *
 * @param scale a, above 0
 * @param lift b, what the true class's logit gains before scaling
 */
record MarginCalibration(double scale, double lift) {
  /** So many rows tell a standard deviation to a seventh of it. */
  static final int LEAST_ROWS = 30;

  private static final double SMALLEST = 1.0 / 16;
  private static final double LARGEST = 16;
  private static final int HALVINGS = 60;

  /**
   * The move that gives these rows the mean and the standard deviation of the figures.
   *
   * @param logits outputs on rows that their model never saw, {@link #LEAST_ROWS} at least
   * @param labels {@code [logits.rows()]}
   * @throws AlgorithmUnfitException if no scale from 1/16 to 16 gives that standard deviation
   */
  static MarginCalibration fit(Logits logits, int[] labels, TestFigures figures) {
    DoubleUnaryOperator spread = scale -> margins(logits, labels, scale).deviation();
    requireWithinReach(spread.applyAsDouble(SMALLEST), spread.applyAsDouble(LARGEST), figures);
    double low = Math.log(SMALLEST);
    double high = Math.log(LARGEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (spread.applyAsDouble(Math.exp(middle)) < figures.marginSpread()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double scale = Math.exp(high);
    return new MarginCalibration(
        scale, (figures.margin() - margins(logits, labels, scale).mean()) / scale);
  }

  private static void requireWithinReach(double least, double most, TestFigures figures) {
    if (least > figures.marginSpread() || most < figures.marginSpread()) {
      throw new AlgorithmUnfitException(
          "the parent's margin scatters by "
              + figures.marginSpread()
              + " on unseen samples, and scaling brings the teacher's to no more than "
              + most
              + " and no less than "
              + least
              + ": it says nearly the same of every row, or is certain of all; let it learn longer"
              + " or shorter, or take another teacher");
    }
  }

  /** The moved outputs, row by row. */
  Logits apply(Logits logits, int[] labels) {
    float[] moved = new float[logits.rows() * logits.classes()];
    for (int row = 0; row < logits.rows(); row++) {
      float[] outputs = logits.row(row);
      for (int c = 0; c < outputs.length; c++) {
        double lifted = outputs[c] + (c == labels[row] ? lift : 0);
        moved[row * outputs.length + c] = (float) (scale * lifted);
      }
    }
    return new Logits(moved, logits.rows(), logits.classes());
  }

  private static Moments margins(Logits logits, int[] labels, double scale) {
    return Moments.of(LogOdds.of(new MarginCalibration(scale, 0).apply(logits, labels), labels));
  }
}
