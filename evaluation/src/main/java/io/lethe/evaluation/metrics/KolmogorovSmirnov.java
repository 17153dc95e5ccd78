// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
    return distance(one, other, new Steps().up(one).down(other));
  }

  /**
   * How much further two samples lie apart than is expected of both:
   *
   * <pre>D = sup_x | (F(x) - F_e(x)) - (G(x) - G_e(x)) |</pre>
   *
   * <p>with the same interval. What is expected comes of the same draws and scatters with them:
   * where its variance, as a share v of the sample's, and its correlation c with it are {@code
   * sqrt(v) <= 2 c}, the difference scatters no further than the sample alone.
   */
  public static Estimate distance(
      WeightedSample one, WeightedSample ofOne, WeightedSample other, WeightedSample ofOther) {
    return ofOne.isDefined() && ofOther.isDefined()
        ? distance(one, other, new Steps().up(one).down(ofOne).down(other).up(ofOther))
        : Estimate.undefined();
  }

  private static Estimate distance(WeightedSample one, WeightedSample other, Steps steps) {
    if (!one.isDefined() || !other.isDefined()) {
      return Estimate.undefined();
    }
    double distance = steps.greatestHeight();
    double half = QUANTILE * Math.sqrt(1 / one.effectiveSize() + 1 / other.effectiveSize());
    return Double.isFinite(half)
        ? new Estimate(distance, new Interval(distance - half, distance + half)).within(0, 1)
        : new Estimate(distance, Interval.undefined());
  }

  /** Sums of distribution functions, with signs. */
  private static final class Steps {
    private record Step(double at, double height) {}

    private final List<Step> steps = new ArrayList<>();

    Steps up(WeightedSample sample) {
      return add(sample, 1);
    }

    Steps down(WeightedSample sample) {
      return add(sample, -1);
    }

    private Steps add(WeightedSample sample, int sign) {
      for (int i = 0; i < sample.size(); i++) {
        steps.add(new Step(sample.values()[i], sign * sample.weights()[i]));
      }
      return this;
    }

    double greatestHeight() {
      steps.sort(Comparator.comparingDouble(Step::at));
      double height = 0;
      double greatest = 0;
      for (int i = 0; i < steps.size(); i++) {
        height += steps.get(i).height;
        boolean lastOfEquals = i + 1 == steps.size() || steps.get(i + 1).at > steps.get(i).at;
        greatest = lastOfEquals ? Math.max(greatest, Math.abs(height)) : greatest;
      }
      return Math.min(1, greatest);
    }
  }
}
