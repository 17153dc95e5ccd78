// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Objects;

/**
 * A measured value and how sure it is.
 *
 * @param value NaN where there was nothing to measure
 * @param interval 95 %, by person where samples of one person are correlated; both ends NaN where
 *     one draw is all there is
 */
public record Estimate(double value, Interval interval) {
  /** Refuses a missing interval. */
  public Estimate {
    Objects.requireNonNull(interval, "interval");
  }

  /** What is known without samples. */
  public static Estimate undefined() {
    return new Estimate(Double.NaN, Interval.undefined());
  }

  /** A value that scatters like a normal one: {@code value ± 1.96 error}. */
  public static Estimate normal(double value, double error) {
    return Double.isFinite(value) && Double.isFinite(error)
        ? new Estimate(value, new Interval(value - Interval.Z * error, value + Interval.Z * error))
        : new Estimate(value, Interval.undefined());
  }

  /**
   * The interval's lower end, for an order of what is shown best. Of one person alone there is no
   * interval, and nothing is sure: minus infinity.
   */
  public double surelyAtLeast() {
    return Double.isNaN(interval.low()) ? Double.NEGATIVE_INFINITY : interval.low();
  }

  /**
   * The same, value and interval cut to where they can lie: sums of shares may come out a rounding
   * error above 1.
   */
  public Estimate within(double lowest, double highest) {
    double inside = Math.min(highest, Math.max(lowest, value));
    return new Estimate(
        inside,
        Double.isNaN(interval.low())
            ? interval
            : new Interval(
                Math.min(highest, Math.max(lowest, interval.low())),
                Math.max(lowest, Math.min(highest, interval.high()))));
  }
}
