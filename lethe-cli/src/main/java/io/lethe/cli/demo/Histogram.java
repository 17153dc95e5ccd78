// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import java.util.Arrays;
import java.util.List;

/**
 * How often each confidence occurs: the share of samples per bin of equal width over [0, 1].
 *
 * @param shares one per bin, summing to 1, or all 0 without samples
 */
record Histogram(List<Double> shares) {
  static final int BINS = 20;

  Histogram {
    shares = List.copyOf(shares);
    if (shares.size() != BINS) {
      throw new IllegalArgumentException(shares.size() + " shares where " + BINS + " are expected");
    }
  }

  /** Counts values into bins, each value for as much as another. */
  static Histogram of(double[] values) {
    double[] weights = new double[values.length];
    Arrays.fill(weights, 1);
    return weighted(values, weights);
  }

  /**
   * Counts values into bins; 1 belongs to the last bin.
   *
   * @param weights how much each value counts
   * @throws IllegalArgumentException if a value is not in [0, 1]
   */
  static Histogram weighted(double[] values, double[] weights) {
    double[] sums = new double[BINS];
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        throw new IllegalArgumentException("a confidence of " + values[i] + " is not in [0, 1]");
      }
      sums[Math.min(BINS - 1, (int) (values[i] * BINS))] += weights[i];
      total += weights[i];
    }
    double whole = total;
    return new Histogram(
        Arrays.stream(sums).mapToObj(sum -> whole == 0 ? 0.0 : sum / whole).toList());
  }

  /**
   * How far two distributions lie apart, as total variation over the bins: half the sum of the
   * shares' differences, from 0 where they agree to 1 where they share no bin.
   */
  double distanceTo(Histogram other) {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(shares.get(bin) - other.shares.get(bin));
    }
    return sum / 2;
  }

  /** The largest share. */
  double peak() {
    return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
