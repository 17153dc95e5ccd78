// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * How far the distributions of two samples lie apart: the largest difference of their distribution
 * functions, {@code D = sup_x |F(x) - G(x)|}, 0 to 1.
 *
 * <p>The interval is {@code D ± 1.358 sqrt(1/n + 1/m)}, the 95 % quantile of what chance alone
 * makes of the difference; n and m are effective numbers, so that pictures of one person count as
 * what they are. D is never negative: samples of one distribution have a D above 0, too.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177730256">Smirnov, Annals of Mathematical Statistics
 *     1948</a>
 */
public final class KolmogorovSmirnov {
  /** The 95 % quantile of Kolmogorov's distribution. */
  private static final double QUANTILE = 1.3581015157406195;

  private KolmogorovSmirnov() {}

  /** The distance of two samples. */
  public static Estimate distance(WeightedSample one, WeightedSample other) {
    if (!one.isDefined() || !other.isDefined()) {
      return Estimate.undefined();
    }
    double distance = largestDifference(one, other);
    double half = QUANTILE * Math.sqrt(1 / one.effectiveSize() + 1 / other.effectiveSize());
    return Double.isFinite(half)
        ? new Estimate(distance, new Interval(distance - half, distance + half)).within(0, 1)
        : new Estimate(distance, Interval.undefined());
  }

  private static double largestDifference(WeightedSample one, WeightedSample other) {
    int[] ones = one.order();
    int[] others = other.order();
    double height = 0;
    double distance = 0;
    int i = 0;
    int j = 0;
    while (i < ones.length && j < others.length) {
      double at = Math.min(one.values()[ones[i]], other.values()[others[j]]);
      while (i < ones.length && one.values()[ones[i]] == at) {
        height += one.weights()[ones[i++]];
      }
      while (j < others.length && other.values()[others[j]] == at) {
        height -= other.weights()[others[j++]];
      }
      distance = Math.max(distance, Math.abs(height));
    }
    return Math.min(1, distance);
  }
}
