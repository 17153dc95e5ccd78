// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * How well a number tells two kinds of samples apart: the area under its ROC curve, {@code P(a > b)
 * + P(a = b) / 2} for a of the one kind and b of the other. 0.5 is guessing.
 *
 * <p>The area is the mean of each sample's placement among the others, so its error is that of two
 * means.
 *
 * @see <a href="https://doi.org/10.2307/2531595">DeLong, DeLong, Clarke-Pearson, Biometrics
 *     1988</a>
 * @see <a href="https://doi.org/10.2307/2533958">Obuchowski, on clustered data, Biometrics 1997</a>
 */
public final class RankingPower {

  private RankingPower() {}

  /** The area for samples of the one kind, expected to be higher, against those of the other. */
  public static Estimate area(WeightedSample higher, WeightedSample lower) {
    if (!higher.isDefined() || !lower.isDefined()) {
      return Estimate.undefined();
    }
    Mean above = higher.with(placements(higher, lower)).mean();
    Mean below = lower.with(placements(lower, higher)).mean();
    return Estimate.normal(above.value(), Math.hypot(above.error(), below.error())).within(0, 1);
  }

  /** For each sample the share of the others that lie below it, those alike counting half. */
  private static double[] placements(WeightedSample samples, WeightedSample others) {
    double[] placements = new double[samples.size()];
    int[] theirs = others.order();
    double below = 0;
    double notAbove = 0;
    int firstNotBelow = 0;
    int firstAbove = 0;
    for (int sample : samples.order()) {
      double value = samples.values()[sample];
      while (firstNotBelow < theirs.length && others.values()[theirs[firstNotBelow]] < value) {
        below += others.weights()[theirs[firstNotBelow++]];
      }
      while (firstAbove < theirs.length && others.values()[theirs[firstAbove]] <= value) {
        notAbove += others.weights()[theirs[firstAbove++]];
      }
      placements[sample] = (below + notAbove) / 2;
    }
    return placements;
  }
}
