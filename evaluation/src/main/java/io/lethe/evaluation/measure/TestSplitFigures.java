// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What a model's outputs on its whole test split come to. */
public final class TestSplitFigures {

  private TestSplitFigures() {}

  /**
   * Accuracy, mean cross entropy in nats, and mean and standard deviation (over n) of the log-odds
   * margin.
   *
   * @param logits of every test sample, at least one
   * @param labels {@code [logits.rows()]}
   * @throws IllegalArgumentException if the margins do not scatter at all: a model that says the
   *     same of every sample has no such figures
   */
  public static TestFigures of(Logits logits, int[] labels) {
    double[] margins = LogOdds.of(logits, labels);
    double mean = mean(margins);
    double[] squares = Arrays.stream(margins).map(m -> (m - mean) * (m - mean)).toArray();
    long hits =
        IntStream.range(0, labels.length).filter(i -> logits.argmax(i) == labels[i]).count();
    return new TestFigures(
        (double) hits / labels.length,
        mean(LogOdds.losses(margins)),
        mean,
        Math.sqrt(mean(squares)));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
