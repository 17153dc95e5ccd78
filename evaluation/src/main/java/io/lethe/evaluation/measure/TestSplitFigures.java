// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Moments;
import java.util.Optional;

/** What a model's outputs on its whole test split come to. */
public final class TestSplitFigures {

  private TestSplitFigures() {}

  /**
   * Accuracy, mean cross entropy in nats, and mean and standard deviation of the log-odds margin.
   *
   * @param accuracy share of the test samples that are classified right
   * @param margins the log-odds margin of each, from {@link LogOdds}
   * @return none where the margins do not scatter: no sample, one, or a model that says the same of
   *     all
   */
  public static Optional<TestFigures> of(double accuracy, double[] margins) {
    if (margins.length == 0) {
      return Optional.empty();
    }
    Moments moments = Moments.of(margins);
    double loss = Moments.of(LogOdds.losses(margins)).mean();
    return moments.deviation() > 0
        ? Optional.of(new TestFigures(accuracy, loss, moments.mean(), moments.deviation()))
        : Optional.empty();
  }
}
