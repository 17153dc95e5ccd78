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

  /** With its 95 % interval. */
  public Estimate estimate() {
    return Estimate.normal(value, error);
  }
}
