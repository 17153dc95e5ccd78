// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

import io.lethe.evaluation.metrics.RankingPower;
import io.lethe.evaluation.metrics.WeightedSample;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How well a score tells positives (higher) from negatives. Pairs of one model or of one row are
 * not independent, so there is no interval: more models and people make it surer.
 *
 * @param area under the ROC curve, {@code P(a > b) + P(a = b) / 2}; 0.5 is guessing
 * @param atOnePercent share of positives found where at most 1 % of negatives are taken for one;
 *     empty where that is less than one negative
 * @param atOnePerMille the same at 0.1 %
 * @param positives how many
 * @param negatives how many
 * @see <a href="https://arxiv.org/abs/2112.03570">Carlini et al., Membership Inference Attacks From
 *     First Principles, on the rates at low false positive rates</a>
 */
public record AttackPower(
    double area,
    OptionalDouble atOnePercent,
    OptionalDouble atOnePerMille,
    int positives,
    int negatives) {
  private static final int PERCENT = 100;
  private static final int PER_MILLE = 1000;

  /**
   * Measures scores.
   *
   * @param positives {@code [n]}, at least one
   * @param negatives {@code [m]}, at least one
   * @throws IllegalArgumentException if a side is empty or a score is not a number
   */
  public static AttackPower of(double[] positives, double[] negatives) {
    double area = area(positives, negatives);
    double[] rising = negatives.clone();
    Arrays.sort(rising);
    return new AttackPower(
        area,
        truePositives(positives, rising, PERCENT),
        truePositives(positives, rising, PER_MILLE),
        positives.length,
        negatives.length);
  }

  /** The area alone. */
  static double area(double[] positives, double[] negatives) {
    double area = RankingPower.area(even(positives), even(negatives)).value();
    if (Double.isNaN(area)) {
      throw new IllegalArgumentException(
          ("%d scores of positives and %d of negatives have no ROC curve; each side needs one, and"
                  + " all must be numbers")
              .formatted(positives.length, negatives.length));
    }
    return area;
  }

  /**
   * The share of positives above the threshold that lets one negative in {@code oneIn} through: no
   * more, where negatives tie.
   */
  private static OptionalDouble truePositives(double[] positives, double[] rising, int oneIn) {
    int through = rising.length / oneIn;
    if (through < 1) {
      return OptionalDouble.empty();
    }
    double threshold = rising[rising.length - 1 - through];
    long found = Arrays.stream(positives).filter(score -> score > threshold).count();
    return OptionalDouble.of((double) found / positives.length);
  }

  private static WeightedSample even(double[] scores) {
    return WeightedSample.even(scores, IntStream.range(0, scores.length).toArray());
  }
}
