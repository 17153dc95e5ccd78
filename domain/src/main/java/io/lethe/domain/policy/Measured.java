// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

/**
 * A measured value and its interval.
 *
 * @param value NaN where nothing could be measured
 * @param low lower end; NaN where the samples give no interval
 * @param high upper end; NaN with {@code low}
 */
public record Measured(double value, double low, double high) {

  /** What could not be measured. */
  public static Measured undefined() {
    return new Measured(Double.NaN, Double.NaN, Double.NaN);
  }

  /** A value that is known exactly. */
  public static Measured exactly(double value) {
    return new Measured(value, value, value);
  }

  /** The same, the halves of its interval multiplied by a factor. */
  Measured widened(double factor) {
    return new Measured(value, value - factor * (value - low), value + factor * (high - value));
  }

  /** The same, cut to where it can lie. */
  Measured between(double least, double most) {
    return new Measured(value, Math.max(least, low), Math.min(most, high));
  }

  /** The same for a ratio, whose interval is even on the scale of logarithms. */
  Measured widenedOnLogs(double factor) {
    return new Measured(
        value, value * Math.pow(low / value, factor), value * Math.pow(high / value, factor));
  }

  /** Whether there is a value. */
  public boolean isDefined() {
    return Double.isFinite(value);
  }
}
