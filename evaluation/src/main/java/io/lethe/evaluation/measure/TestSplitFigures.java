// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.domain.job.TestFigures;
import io.lethe.evaluation.metrics.Accuracy;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import java.util.Arrays;
import java.util.Optional;

/** What a model's outputs on its whole test split come to. */
public final class TestSplitFigures {

  private TestSplitFigures() {}

  /**
   * Accuracy, mean cross entropy in nats, and mean and standard deviation (over n) of the log-odds
   * margin.
   *
   * @param logits of every test sample
   * @param labels {@code [logits.rows()]}
   * @return none where the margins do not scatter: no sample, one, or a model that says the same of
   *     all
   */
  public static Optional<TestFigures> of(Logits logits, int[] labels) {
    double[][] rows = new double[logits.rows()][logits.classes()];
    for (int row = 0; row < rows.length; row++) {
      float[] values = logits.row(row);
      Arrays.setAll(rows[row], c -> values[c]);
    }
    return of(rows, labels);
  }

  static Optional<TestFigures> of(double[][] logits, int[] labels) {
    if (logits.length == 0) {
      return Optional.empty();
    }
    double[] margins = LogOdds.of(logits, labels);
    double mean = mean(margins);
    double spread =
        Math.sqrt(mean(Arrays.stream(margins).map(m -> (m - mean) * (m - mean)).toArray()));
    return spread > 0
        ? Optional.of(
            new TestFigures(
                mean(Accuracy.hits(logits, labels)), mean(LogOdds.losses(margins)), mean, spread))
        : Optional.empty();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
