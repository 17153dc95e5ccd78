// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The share of people whose samples moved as those of people who stay do: who was left out of an
 * unlearning is among these. With x the moves of person g's samples, r their density among those
 * who stay, known from many, and f that of the forgotten, unknown,
 *
 * <pre>L(p, f) = prod_g ( p prod_{i in g} r(x_i) + (1-p) prod_{i in g} f(x_i) )</pre>
 *
 * <p>a mixture whose parts the samples of a person share. Both densities are histograms over
 * {@value #BINS} bins that hold equal parts of both samples together; f is fitted for each p by
 * expectation and maximisation, with half a sample more in each bin. The value is the p of the
 * largest likelihood, the interval holds every p whose likelihood is not less by a factor of e^1.92
 * (95 % of chi-squared with one degree of freedom), nominally, to a hundredth.
 *
 * <p>People with one sample tell nothing of it and are left out; of a person with more than {@value
 * #MOST} samples each counts less, so that they count as that many together. The samples of a
 * person are taken as independent beyond what the mixture says: where the forgotten differ from
 * each other by nature, the interval is too sure, and rather of too many. With nobody left out
 * among G people it reaches to about {@code 1 - e^(-1.92/G)}.
 *
 * <p>A mean hides some who were kept among many who were not, and so does a variance where those
 * who were forgotten scatter by themselves; where both parts look alike, as when nobody moved,
 * nothing tells them apart, and the interval reaches to 1.
 *
 * @see <a href="https://doi.org/10.1111/j.2517-6161.1977.tb01600.x">Dempster, Laird and Rubin,
 *     Journal of the Royal Statistical Society B 1977</a>
 * @see <a href="https://doi.org/10.1214/aoms/1177732360">Wilks, Annals of Mathematical Statistics
 *     1938</a>
 */
public final class UnmovedShare {
  private static final int BINS = 12;
  private static final int STEPS = 100;
  private static final int ROUNDS = 60;
  private static final double EXTRA = 0.5;
  private static final double SETTLED = 1e-7;
  private static final int MOST = 20;

  /** Half of the 95 % quantile of chi-squared with one degree of freedom. */
  private static final double LIKELY = 3.841458820694124 / 2;

  private static final int FEWEST_PEOPLE = 3;

  /** {@code [people][bins]}: how many samples of a person moved so far. */
  private final double[][] counts;

  /** {@code [people]}: log-likelihood of a person's samples among those who stay. */
  private final double[] staying;

  /** The density of all, where a fit begins. */
  private final double[] all;

  /**
   * What was found.
   *
   * @param people who could be compared; 0 where there are fewer than three
   * @param share of them; undefined where there are none, or a move is no number
   */
  public record Found(long people, Estimate share) {}

  /** A fit: its likelihood, and the density of the forgotten. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Fit(double likelihood, double[] density) {}

  private UnmovedShare(WeightedSample stay, double[] moved, int[] people) {
    double[] edges = edges(stay, moved);
    double[] density = new double[BINS];
    Arrays.fill(density, EXTRA / stay.size());
    for (int i = 0; i < stay.size(); i++) {
      density[bin(edges, stay.values()[i])] += stay.weights()[i];
    }
    normalise(density);
    counts = new double[IntStream.of(people).max().orElse(-1) + 1][BINS];
    for (int i = 0; i < moved.length; i++) {
      counts[people[i]][bin(edges, moved[i])]++;
    }
    for (double[] person : counts) {
      double samples = DoubleStream.of(person).sum();
      double weight = samples > MOST ? MOST / samples : 1;
      Arrays.setAll(person, bin -> person[bin] * weight);
    }
    staying = likelihoods(density);
    all = density(new double[counts.length]);
  }

  /**
   * The share.
   *
   * @param stay how far samples of people who stay moved, weighted to the class mix of the others
   * @param moved how far each sample to be forgotten moved
   * @param people whose it is, {@code [n]}, numbers from 0 on
   */
  public static Found of(WeightedSample stay, double[] moved, int[] people) {
    int[] samples = new int[IntStream.of(people).max().orElse(-1) + 1];
    IntStream.of(people).forEach(person -> samples[person]++);
    int[] number = new int[samples.length];
    int comparable = 0;
    for (int person = 0; person < samples.length; person++) {
      number[person] = samples[person] > 1 ? comparable++ : -1;
    }
    if (comparable < FEWEST_PEOPLE) {
      return new Found(0, Estimate.undefined());
    }
    int[] chosen = IntStream.range(0, people.length).filter(i -> number[people[i]] >= 0).toArray();
    double[] moves = IntStream.of(chosen).mapToDouble(i -> moved[i]).toArray();
    if (!stay.isDefined() || DoubleStream.of(moves).anyMatch(Double::isNaN)) {
      return new Found(comparable, Estimate.undefined());
    }
    int[] whose = IntStream.of(chosen).map(i -> number[people[i]]).toArray();
    return new Found(comparable, new UnmovedShare(stay, moves, whose).estimate());
  }

  private Estimate estimate() {
    double[] likelihoods = new double[STEPS];
    double[] density = all;
    for (int step = 0; step < STEPS; step++) {
      Fit onward = fit((double) step / STEPS, density);
      Fit anew = fit((double) step / STEPS, all);
      Fit better = onward.likelihood >= anew.likelihood ? onward : anew;
      density = better.density;
      likelihoods[step] = better.likelihood;
    }
    int best = 0;
    for (int step = 1; step < STEPS; step++) {
      best = likelihoods[step] > likelihoods[best] ? step : best;
    }
    double least = likelihoods[best] - LIKELY;
    int low = best;
    int high = best;
    for (int step = 0; step < STEPS; step++) {
      if (likelihoods[step] >= least) {
        low = Math.min(low, step);
        high = Math.max(high, step);
      }
    }
    return new Estimate(
        (double) best / STEPS,
        new Interval((double) low / STEPS, Math.min(1, (high + 1.0) / STEPS)));
  }

  private Fit fit(double share, double[] begin) {
    double[] density = begin;
    double[] stays = new double[counts.length];
    for (int round = 0; round < ROUNDS; round++) {
      double[] forgotten = likelihoods(density);
      for (int person = 0; person < stays.length; person++) {
        double odds = Math.log(share / (1 - share)) + staying[person] - forgotten[person];
        stays[person] = 1 / (1 + Math.exp(-odds));
      }
      double[] next = density(stays);
      boolean isSettled = largestChange(density, next) < SETTLED;
      density = next;
      if (isSettled) {
        break;
      }
    }
    double[] forgotten = likelihoods(density);
    double sum = EXTRA * DoubleStream.of(density).map(Math::log).sum();
    for (int person = 0; person < stays.length; person++) {
      sum += logOfSum(Math.log(share) + staying[person], Math.log1p(-share) + forgotten[person]);
    }
    return new Fit(sum, density);
  }

  private static double largestChange(double[] before, double[] after) {
    return IntStream.range(0, before.length)
        .mapToDouble(bin -> Math.abs(after[bin] - before[bin]))
        .max()
        .orElse(0);
  }

  /** log(e^a + e^b), where a may be minus infinity. */
  private static double logOfSum(double a, double b) {
    double larger = Math.max(a, b);
    return larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
  }

  /** Of those who do not stay. */
  private double[] density(double[] stays) {
    double[] density = new double[BINS];
    Arrays.fill(density, EXTRA);
    for (int person = 0; person < counts.length; person++) {
      for (int bin = 0; bin < BINS; bin++) {
        density[bin] += (1 - stays[person]) * counts[person][bin];
      }
    }
    normalise(density);
    return density;
  }

  private double[] likelihoods(double[] density) {
    double[] logs = DoubleStream.of(density).map(Math::log).toArray();
    double[] sums = new double[counts.length];
    for (int person = 0; person < sums.length; person++) {
      for (int bin = 0; bin < BINS; bin++) {
        sums[person] += counts[person][bin] * logs[bin];
      }
    }
    return sums;
  }

  private static void normalise(double[] density) {
    double sum = DoubleStream.of(density).sum();
    Arrays.setAll(density, bin -> density[bin] / sum);
  }

  /** Where the bins meet: each holds as much of both samples, which count the same together. */
  private static double[] edges(WeightedSample stay, double[] moved) {
    record Move(double value, double weight) {}
    Move[] moves = new Move[stay.size() + moved.length];
    for (int i = 0; i < stay.size(); i++) {
      moves[i] = new Move(stay.values()[i], stay.weights()[i] / 2);
    }
    for (int i = 0; i < moved.length; i++) {
      moves[stay.size() + i] = new Move(moved[i], 0.5 / moved.length);
    }
    Arrays.sort(moves, Comparator.comparingDouble(Move::value));
    double[] edges = new double[BINS - 1];
    double held = 0;
    int edge = 0;
    for (Move move : moves) {
      held += move.weight;
      while (edge < edges.length && held >= (edge + 1.0) / BINS) {
        edges[edge++] = move.value;
      }
    }
    Arrays.fill(edges, edge, edges.length, Double.POSITIVE_INFINITY);
    return edges;
  }

  /** The first bin whose upper end the value does not exceed. */
  private static int bin(double[] edges, double value) {
    int bin = 0;
    while (bin < edges.length && value > edges[bin]) {
      bin++;
    }
    return bin;
  }
}
