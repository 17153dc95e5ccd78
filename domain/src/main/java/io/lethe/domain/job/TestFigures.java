// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

import java.util.Map;
import java.util.Optional;

/**
 * What a model's signed report says of it on samples that it never saw, in numbers over the whole
 * test split: so much may somebody know who must not look at one of its samples.
 *
 * @param accuracy share of the samples that it classifies right, in [0, 1]
 * @param loss mean cross entropy in nats, at least 0
 * @param margin mean log-odds margin of the true class, {@code log(p_y / (1 - p_y))}
 * @param marginSpread standard deviation of that margin over the samples, above 0
 */
public record TestFigures(double accuracy, double loss, double margin, double marginSpread) {
  /** Name of {@link #accuracy()} among a report's metrics. */
  public static final String TEST_ACCURACY = "test_accuracy";

  /** Name of {@link #loss()} among a report's metrics. */
  public static final String TEST_LOSS = "test_loss";

  /** Name of {@link #margin()} among a report's metrics. */
  public static final String TEST_MARGIN = "test_margin";

  /** Name of {@link #marginSpread()} among a report's metrics. */
  public static final String TEST_MARGIN_SPREAD = "test_margin_spread";

  /** Refuses what no model can have. */
  public TestFigures {
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new IllegalArgumentException(
          "accuracy is " + accuracy + "; a share lies between 0 and 1");
    }
    if (!(loss >= 0) || Double.isInfinite(loss)) {
      throw new IllegalArgumentException("loss is " + loss + "; it is finite and at least 0");
    }
    if (!Double.isFinite(margin)) {
      throw new IllegalArgumentException("margin is " + margin + "; it is finite");
    }
    if (!(marginSpread > 0) || Double.isInfinite(marginSpread)) {
      throw new IllegalArgumentException(
          "marginSpread is " + marginSpread + "; it is finite and above 0");
    }
  }

  /** The figures among a report's metrics; none unless all four are there. */
  public static Optional<TestFigures> ofMetrics(Map<String, Double> metrics) {
    Double accuracy = metrics.get(TEST_ACCURACY);
    Double loss = metrics.get(TEST_LOSS);
    Double margin = metrics.get(TEST_MARGIN);
    Double spread = metrics.get(TEST_MARGIN_SPREAD);
    return accuracy == null || loss == null || margin == null || spread == null
        ? Optional.empty()
        : Optional.of(new TestFigures(accuracy, loss, margin, spread));
  }
}
