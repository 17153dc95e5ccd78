// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Objects;

/**
 * A share of samples. Without samples the value is NaN, which no limit lets pass.
 *
 * @param value the share, 0 to 1, or NaN
 * @param n samples behind it; for a weighted share Kish's effective number, hence fractional
 */
public record Proportion(double value, double n) {

  /** Refuses values outside 0 to 1 and a negative n. */
  public Proportion {
    if (value < 0 || value > 1 || n < 0) {
      throw new IllegalArgumentException(
          "proportion "
              + value
              + " of n "
              + n
              + ": the value must lie in 0..1 and n be at least 0");
    }
    if (Double.isNaN(n) || n == 0) {
      value = Double.NaN;
      n = 0;
    }
  }

  /** What is known without samples. */
  public static Proportion undefined() {
    return new Proportion(Double.NaN, 0);
  }

  /** {@code hits} of {@code n} samples. */
  public static Proportion of(long hits, long n) {
    return n == 0 ? undefined() : new Proportion((double) hits / n, n);
  }

  /**
   * The weighted mean of per-sample shares.
   *
   * @param shares one number of 0 to 1 a sample
   * @param weights one weight a sample, summing to 1 (see {@code ClassMix}); a NaN weight makes the
   *     result undefined
   */
  public static Proportion weighted(double[] shares, double[] weights) {
    if (shares.length != weights.length) {
      throw new IllegalArgumentException(
          shares.length + " shares and " + weights.length + " weights: each sample needs both");
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += shares[i] * weights[i];
      squares += weights[i] * weights[i];
    }
    if (Double.isNaN(sum) || squares == 0) {
      return undefined();
    }
    return new Proportion(Math.min(1, Math.max(0, sum)), 1 / squares);
  }

  /** The plain mean of per-sample shares. */
  public static Proportion mean(double[] shares) {
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    return shares.length == 0
        ? undefined()
        : new Proportion(Math.min(1, sum / shares.length), shares.length);
  }

  /**
   * Wilson's score interval: holds its level for shares near 0 and 1 and small n, where value ±
   * z·se does not.
   */
  public Interval wilson() {
    if (Double.isNaN(value)) {
      return Interval.undefined();
    }
    double zz = Interval.Z * Interval.Z / n;
    double centre = (value + zz / 2) / (1 + zz);
    double half = Interval.Z / (1 + zz) * Math.sqrt(value * (1 - value) / n + zz / (4 * n));
    return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /**
   * Newcombe's interval (hybrid of two Wilson intervals) for {@code this - other}, taken as
   * independent samples; for two models on the same samples it is therefore wider than need be.
   */
  public Interval minusInterval(Proportion other) {
    Objects.requireNonNull(other, "other");
    if (Double.isNaN(value) || Double.isNaN(other.value)) {
      return Interval.undefined();
    }
    Interval mine = wilson();
    Interval others = other.wilson();
    double difference = value - other.value;
    return new Interval(
        difference - Math.hypot(value - mine.low(), others.high() - other.value),
        difference + Math.hypot(mine.high() - value, other.value - others.low()));
  }
}
