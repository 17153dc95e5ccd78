// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Values of samples, what each counts, and whose they are. The arrays are owned by this object, not
 * copied.
 *
 * @param values {@code [n]}; NaN makes undefined what is computed from them
 * @param weights {@code [n]}, summing to 1
 * @param clusters {@code [n]}, numbers from 0 on, equal for the samples of one person
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record WeightedSample(double[] values, double[] weights, int[] clusters) {

  /** Refuses arrays of different lengths. */
  public WeightedSample {
    if (values.length != weights.length || values.length != clusters.length) {
      throw new IllegalArgumentException(
          "%d values, %d weights and %d clusters: each sample needs all three"
              .formatted(values.length, weights.length, clusters.length));
    }
  }

  /** Samples that all count the same. */
  public static WeightedSample even(double[] values, int[] clusters) {
    double[] weights = new double[values.length];
    Arrays.fill(weights, 1.0 / values.length);
    return new WeightedSample(values, weights, clusters);
  }

  /** Other values of the same samples. */
  public WeightedSample with(double[] others) {
    return new WeightedSample(others, weights, clusters);
  }

  /** How many samples. */
  public int size() {
    return values.length;
  }

  /** Whether there are samples, and every value and weight is a number. */
  boolean isDefined() {
    return size() > 0
        && DoubleStream.concat(DoubleStream.of(values), DoubleStream.of(weights))
            .noneMatch(Double::isNaN);
  }

  /**
   * The mean, {@code m = sum w_i x_i}. With clusters g = 1..G its standard error is
   *
   * <pre>error² = G/(G-1) sum_g ( sum_{i in g} w_i (x_i - m) )²</pre>
   *
   * <p>which holds whatever the correlation within a cluster; with one sample a cluster it is the
   * usual s²/n.
   *
   * @see <a href="https://doi.org/10.1093/biomet/73.1.13">Liang and Zeger, Biometrika 1986</a>
   */
  public Mean mean() {
    if (!isDefined()) {
      return Mean.undefined();
    }
    double mean = IntStream.range(0, size()).mapToDouble(i -> weights[i] * values[i]).sum();
    double[] sums = new double[IntStream.of(clusters).max().orElse(-1) + 1];
    for (int i = 0; i < size(); i++) {
      sums[clusters[i]] += weights[i] * (values[i] - mean);
    }
    double count = sums.length;
    double squares = DoubleStream.of(sums).map(sum -> sum * sum).sum();
    return new Mean(mean, count < 2 ? Double.NaN : Math.sqrt(count / (count - 1) * squares));
  }

  /** The number of uncorrelated, evenly weighted samples whose mean scatters as this one's. */
  double effectiveSize() {
    Mean mean = mean();
    return variance() / (mean.error() * mean.error());
  }

  /** The variance, {@code sum w_i (x_i - m)²}; NaN where there is no mean. */
  public double variance() {
    double mean = mean().value();
    return IntStream.range(0, size())
        .mapToDouble(i -> weights[i] * Math.pow(values[i] - mean, 2))
        .sum();
  }

  /**
   * The covariance with other values of the same samples, {@code sum w_i (x_i - m) (y_i - m_y)}.
   */
  public double covariance(double[] others) {
    double mean = mean().value();
    double theirs = with(others).mean().value();
    return IntStream.range(0, size())
        .mapToDouble(i -> weights[i] * (values[i] - mean) * (others[i] - theirs))
        .sum();
  }

  /** The samples' places by rising value. */
  int[] order() {
    return IntStream.range(0, size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
