// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.KolmogorovSmirnov;
import io.lethe.evaluation.metrics.Mean;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.learning.model.Moments;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What may be expected of a model that never saw the forget set F, for a model to be held against.
 * Without reference models that is what the model itself says of unseen samples U, weighted to F's
 * class mix. With them, of which each never saw U, and none its own part of F: let z be a figure of
 * the judged model, z_k of reference model k, and e(x) the mean of z_k(x) over the models that
 * never saw x. Then
 *
 * <pre>b        = Cov_U(z, e) / mean_{j != k} Cov_U(z_j, z_k)
 * above    = mean_F (z - b e) - mean_U (z - b e)
 * distance = sup_x | (F(x) - F_b(x)) - (U(x) - U_b(x)) |
 * fit      = 1 - Var_U(z - b e) / Var_U(z)</pre>
 *
 * <p>(of hits b is 1). F and U are the distribution functions of z in the two, F_b and U_b those of
 * b z_k. What is hard about a sample by its nature falls out. The slope b is that of what the
 * models have in common: the plain one, {@code Cov(z, e) / Var(e)}, is too flat by what each
 * network scatters alone, and would leave a part of what a whole group is harder. To the error of
 * <i>above</i> come that of the slope, {@code |mean_F e - mean_U e| SE(b)}, by person, and that of
 * the reference models, {@code b s / sqrt(K)}, with s the standard deviation of {@code mean_F z_k -
 * mean_U z_k} over the K models, widened as Student's t of so few is. Neither falls with the
 * samples of the forget set.
 *
 * @see <a href="https://arxiv.org/abs/2111.08440">Watson et al., On the Importance of Difficulty
 *     Calibration in Membership Inference Attacks</a>
 */
final class Yardstick {
  /** Student's t over the normal quantile, 97.5 % each, with 1, 2 and 3 degrees of freedom. */
  private static final double[] WIDER = {6.483, 2.195, 1.624};

  /** What a model says for each unit that the others do, and the error of that. */
  private record Slope(double value, double error) {}

  private final WeightedSample forget;
  private final WeightedSample unseen;
  private final double[][] ofForget;
  private final double[][] ofUnseen;
  private final Slope slope;

  private Yardstick(
      WeightedSample forget,
      WeightedSample unseen,
      double[][] ofForget,
      double[][] ofUnseen,
      Slope slope) {
    this.forget = forget;
    this.unseen = unseen;
    this.ofForget = ofForget;
    this.ofUnseen = ofUnseen;
    this.slope = slope;
  }

  /**
   * Holds a model's margins against those of others.
   *
   * @param forget its figures of the forget set
   * @param unseen of unseen samples
   * @param ofForget the reference models', {@code [models][forget]}; NaN where they saw the sample
   * @param ofUnseen {@code [models][unseen]}; all NaN where a model has no say
   */
  static Yardstick ofMargins(
      WeightedSample forget, WeightedSample unseen, double[][] ofForget, double[][] ofUnseen) {
    return new Yardstick(
        forget,
        unseen,
        ofForget,
        ofUnseen,
        ofUnseen.length == 0 ? new Slope(0, 0) : slope(unseen, ofUnseen));
  }

  /**
   * Holds a model's hits against those of others, with slope 1: of what is nearly always hit, or
   * never, no slope can be told.
   */
  static Yardstick ofHits(
      WeightedSample forget, WeightedSample unseen, double[][] ofForget, double[][] ofUnseen) {
    return new Yardstick(forget, unseen, ofForget, ofUnseen, new Slope(1, 0));
  }

  /** Not below 0: what points the other way tells nothing. */
  private static Slope slope(WeightedSample unseen, double[][] ofUnseen) {
    double together = 0;
    int pairs = 0;
    for (int j = 0; j < ofUnseen.length; j++) {
      for (int k = 0; k < j; k++) {
        double common = unseen.with(ofUnseen[j]).covariance(ofUnseen[k]);
        if (!Double.isNaN(common)) {
          together += common;
          pairs++;
        }
      }
    }
    double common = together / pairs;
    double[] expected = means(ofUnseen, unseen.size());
    double slope = unseen.covariance(expected) / common;
    return slope < 0
        ? new Slope(0, 0)
        : new Slope(slope, unseen.with(products(unseen, expected, slope)).mean().error() / common);
  }

  /** What each sample adds to the covariance of what is left with what is expected. */
  private static double[] products(WeightedSample unseen, double[] expected, double slope) {
    double mean = unseen.mean().value();
    double meanExpected = unseen.with(expected).mean().value();
    double[] products = new double[unseen.size()];
    Arrays.setAll(
        products,
        i ->
            (unseen.values()[i] - mean - slope * (expected[i] - meanExpected))
                * (expected[i] - meanExpected));
    return products;
  }

  /** How far the model lies above what is expected. */
  Estimate above() {
    Mean known = aboveForget().mean().minus(beyond(unseen, ofUnseen).mean());
    double apart = expected(forget, ofForget) - expected(unseen, ofUnseen);
    double error =
        Math.hypot(known.error(), Math.hypot(apart * slope.error(), slope.value() * differences()));
    return new Mean(known.value(), error).estimate();
  }

  /** What of the forget set's figures is not expected. */
  WeightedSample aboveForget() {
    return beyond(forget, ofForget);
  }

  /** How far the distributions lie apart, beyond what is expected. */
  Estimate distance() {
    return ofUnseen.length == 0
        ? KolmogorovSmirnov.distance(forget, unseen)
        : KolmogorovSmirnov.distance(
            forget, pooled(forget, ofForget), unseen, pooled(unseen, ofUnseen));
  }

  /** The coefficient of determination on unseen samples; NaN without models or scatter. */
  double fit() {
    return ofUnseen.length == 0
        ? Double.NaN
        : 1 - beyond(unseen, ofUnseen).variance() / unseen.variance();
  }

  private WeightedSample beyond(WeightedSample some, double[][] ofModels) {
    double[] expected = means(ofModels, some.size());
    double[] above = some.values().clone();
    Arrays.setAll(above, i -> above[i] - slope.value() * expected[i]);
    return some.with(above);
  }

  private static double expected(WeightedSample some, double[][] ofModels) {
    return some.with(means(ofModels, some.size())).mean().value();
  }

  /** The error of the mean of the models' own differences; 0 without two models. */
  private double differences() {
    double[] differences =
        IntStream.range(0, ofUnseen.length)
            .mapToDouble(k -> meanOf(forget, ofForget[k]) - meanOf(unseen, ofUnseen[k]))
            .filter(difference -> !Double.isNaN(difference))
            .toArray();
    if (differences.length < 2) {
      return 0;
    }
    int freedom = differences.length - 1;
    // Moments divide by K and the estimate of s by K - 1, which leaves this of s / sqrt(K).
    return WIDER[Math.min(freedom, WIDER.length) - 1]
        * Moments.of(differences).deviation()
        / Math.sqrt(freedom);
  }

  /** Over the samples of which there is a figure. */
  private static double meanOf(WeightedSample some, double[] figures) {
    double weight = 0;
    double sum = 0;
    for (int i = 0; i < figures.length; i++) {
      if (!Double.isNaN(figures[i])) {
        weight += some.weights()[i];
        sum += some.weights()[i] * figures[i];
      }
    }
    return sum / weight;
  }

  /**
   * All that the models say; each sample counts what it did, and is undefined if nobody says any.
   */
  private WeightedSample pooled(WeightedSample some, double[][] ofModels) {
    int most = some.size() * Math.max(1, ofModels.length);
    double[] values = new double[most];
    double[] weights = new double[most];
    int[] clusters = new int[most];
    int next = 0;
    for (int i = 0; i < some.size(); i++) {
      double[] said = said(ofModels, i).toArray();
      for (double figure : said.length == 0 ? new double[] {Double.NaN} : said) {
        values[next] = slope.value() * figure;
        weights[next] = some.weights()[i] / Math.max(1, said.length);
        clusters[next++] = some.clusters()[i];
      }
    }
    return new WeightedSample(
        Arrays.copyOf(values, next), Arrays.copyOf(weights, next), Arrays.copyOf(clusters, next));
  }

  /** 0 without models; NaN where no model is left that never saw the sample. */
  private static double[] means(double[][] ofModels, int samples) {
    double[] means = new double[samples];
    if (ofModels.length > 0) {
      Arrays.setAll(means, i -> said(ofModels, i).average().orElse(Double.NaN));
    }
    return means;
  }

  private static DoubleStream said(double[][] ofModels, int sample) {
    return Arrays.stream(ofModels)
        .mapToDouble(model -> model[sample])
        .filter(figure -> !Double.isNaN(figure));
  }
}
