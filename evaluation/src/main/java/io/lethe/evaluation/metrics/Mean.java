// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * A mean and its standard error. Means of different samples are independent and may be subtracted.
 *
 * @param value NaN without samples
 * @param error NaN where the samples are one person's
 */
public record Mean(double value, double error) {

  /** What is known without samples. */
  static Mean undefined() {
    return new Mean(Double.NaN, Double.NaN);
  }

  /** This mean less that of other samples. */
  public Mean minus(Mean other) {
    return new Mean(value - other.value, Math.hypot(error, other.error));
  }

  /**
   * With an interval that holds for all of so many means at once, 95 %: the level is shared among
   * them (Bonferroni), and the normal quantile of what is left is bounded by Chernoff's {@code Q(z)
   * <= exp(-z²/2) / 2},
   *
   * <pre>z = sqrt(2 log(20 k))</pre>
   *
   * <p>which is a little wider than need be.
   *
   * @param means k, how many are looked at, at least 1
   */
  public Estimate estimateAmong(int means) {
    double z = Math.sqrt(2 * Math.log(20.0 * means));
    return Double.isFinite(value) && Double.isFinite(error)
        ? new Estimate(value, new Interval(value - z * error, value + z * error))
        : new Estimate(value, Interval.undefined());
  }

  /** With its 95 % interval. */
  public Estimate estimate() {
    return Estimate.normal(value, error);
  }
}
