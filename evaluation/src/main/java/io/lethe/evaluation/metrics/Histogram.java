// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * How often values occur: the share of samples per bin of equal width.
 *
 * @param from where the first bin begins
 * @param to where the last bin ends
 * @param shares one per bin, summing to 1, or all 0 without samples
 */
public record Histogram(double from, double to, List<Double> shares) {
  private static final int BINS = 20;

  /** Copies the shares; refuses no bins and an empty range. */
  public Histogram {
    shares = List.copyOf(shares);
    if (shares.isEmpty() || !(from < to)) {
      throw new IllegalArgumentException(
          shares.size() + " bins from " + from + " to " + to + ": there must be room for one");
    }
  }

  /** Counts fractions, each for as much as another, into 20 bins over [0, 1]. */
  public static Histogram of(double[] fractions) {
    double[] weights = new double[fractions.length];
    Arrays.fill(weights, 1);
    return weighted(fractions, weights);
  }

  /**
   * Counts fractions into 20 bins over [0, 1]; 1 belongs to the last bin.
   *
   * @param weights how much each counts
   * @throws IllegalArgumentException if one is not in [0, 1]
   */
  public static Histogram weighted(double[] fractions, double[] weights) {
    for (double fraction : fractions) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("a confidence of " + fraction + " is not in [0, 1]");
      }
    }
    return between(0, 1, BINS, fractions, weights);
  }

  /**
   * Counts values into bins; those beyond an end belong to the bin at that end, and what is no
   * number is left out.
   *
   * @param weights how much each counts
   */
  public static Histogram between(
      double from, double to, int bins, double[] values, double[] weights) {
    double[] sums = new double[bins];
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        int bin = (int) Math.floor((values[i] - from) / (to - from) * bins);
        sums[Math.max(0, Math.min(bins - 1, bin))] += weights[i];
        total += weights[i];
      }
    }
    double whole = total;
    return new Histogram(
        from, to, Arrays.stream(sums).mapToObj(sum -> whole == 0 ? 0.0 : sum / whole).toList());
  }

  /**
   * How far two distributions lie apart, as total variation over the bins: half the sum of the
   * shares' differences, from 0 where they agree to 1 where they share no bin.
   *
   * @throws IllegalArgumentException if they have other bins
   */
  public double distanceTo(Histogram other) {
    if (shares.size() != other.shares.size() || from != other.from || to != other.to) {
      throw new IllegalArgumentException(
          "%d bins from %s to %s and %d from %s to %s cannot be compared"
              .formatted(shares.size(), from, to, other.shares.size(), other.from, other.to));
    }
    double sum = 0;
    for (int bin = 0; bin < shares.size(); bin++) {
      sum += Math.abs(shares.get(bin) - other.shares.get(bin));
    }
    return sum / 2;
  }

  /** The largest share. */
  public double peak() {
    return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
