// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * A 95 % confidence interval. Both ends are NaN when nothing was measured.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the normal distribution. */
  static final double Z = 1.959963984540054;

  /** Refuses ends in the wrong order. */
  public Interval {
    if (low > high) {
      throw new IllegalArgumentException(
          "interval from " + low + " to " + high + ": the lower end must not exceed the upper one");
    }
  }

  /** The interval of a value that could not be measured. */
  public static Interval undefined() {
    return new Interval(Double.NaN, Double.NaN);
  }
}
