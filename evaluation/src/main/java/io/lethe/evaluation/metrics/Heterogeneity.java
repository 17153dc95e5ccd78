// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whether people were treated alike: the variance of the people's means over what the scatter of
 * their own samples lets expect, the F statistic of an analysis of variance. With n_g samples of
 * person g of G, N in all, means m_g and m,
 *
 * <pre>F = sum_g n_g (m_g - m)² / (G-1)  :  sum_g sum_{i in g} (z_i - m_g)² / (N-G)</pre>
 *
 * <p>1 where people differ by chance alone; a mean over everybody hides that some were kept whole
 * and others pushed away, and this does not.
 *
 * <p>The interval leaves out each person once (jackknife of log F).
 *
 * @see <a href="https://doi.org/10.1214/aos/1176345462">Efron and Stein, Annals of Statistics
 *     1981</a>
 */
public final class Heterogeneity {
  private static final int FEWEST_PEOPLE = 3;

  private final double[] counts;
  private final double[] sums;
  private final double[] squaresWithin;
  private final Totals totals;

  /** Sums over people: of samples, of values, of n m², and of squares about their own means. */
  private record Totals(double people, double samples, double sum, double between, double within) {

    double logRatio() {
      double middle = (between - sum * sum / samples) / (people - 1);
      double own = within / (samples - people);
      return Math.log(middle) - Math.log(own);
    }
  }

  private Heterogeneity(double[] values, int[] people) {
    int number = IntStream.of(people).max().orElse(-1) + 1;
    counts = new double[number];
    sums = new double[number];
    squaresWithin = new double[number];
    for (int i = 0; i < values.length; i++) {
      counts[people[i]]++;
      sums[people[i]] += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      squaresWithin[people[i]] += Math.pow(values[i] - sums[people[i]] / counts[people[i]], 2);
    }
    totals =
        new Totals(
            number,
            values.length,
            Arrays.stream(sums).sum(),
            total(g -> sums[g] * sums[g] / counts[g]),
            Arrays.stream(squaresWithin).sum());
  }

  /**
   * The ratio for standardised values of people's samples.
   *
   * @param values {@code [n]}
   * @param people {@code [n]}, numbers from 0 on
   * @return undefined with fewer than three people, or where nobody has two samples that differ
   */
  public static Estimate of(double[] values, int[] people) {
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Estimate.undefined();
    }
    Heterogeneity all = new Heterogeneity(values, people);
    double ratio = all.totals.logRatio();
    if (all.totals.people < FEWEST_PEOPLE || !Double.isFinite(ratio)) {
      return Estimate.undefined();
    }
    Estimate logs = Estimate.normal(ratio, all.jackknifeError());
    return new Estimate(
        Math.exp(ratio),
        new Interval(Math.exp(logs.interval().low()), Math.exp(logs.interval().high())));
  }

  private double jackknifeError() {
    double[] ratios =
        IntStream.range(0, counts.length).mapToDouble(g -> without(g).logRatio()).toArray();
    double mean = Arrays.stream(ratios).average().orElse(Double.NaN);
    double squares = Arrays.stream(ratios).map(r -> (r - mean) * (r - mean)).sum();
    return Math.sqrt((totals.people - 1) / totals.people * squares);
  }

  private Totals without(int person) {
    return new Totals(
        totals.people - 1,
        totals.samples - counts[person],
        totals.sum - sums[person],
        totals.between - sums[person] * sums[person] / counts[person],
        totals.within - squaresWithin[person]);
  }

  private double total(IntToDoubleFunction ofPerson) {
    return IntStream.range(0, counts.length).mapToDouble(ofPerson).sum();
  }
}
