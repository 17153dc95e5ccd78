// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Accuracy;
import io.lethe.evaluation.metrics.Calibration;
import io.lethe.evaluation.metrics.Heterogeneity;
import io.lethe.evaluation.metrics.KolmogorovSmirnov;
import io.lethe.evaluation.metrics.Mean;
import io.lethe.evaluation.metrics.RankingPower;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.evaluation.split.ClassMix;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.learning.model.ClassScale;
import io.lethe.learning.model.LogOdds;
import java.util.Arrays;

/**
 * Computes {@link Marks} from outputs alone. No attacker is trained, so that the whole test split
 * is there to compare with.
 */
final class MarkMeter {
  private final LabelledSamples samples;
  private final SamplePlan plan;
  private final Outputs outputs;
  private final ClassScale scale;

  MarkMeter(LabelledSamples samples, SamplePlan plan, Outputs outputs) {
    this.samples = samples;
    this.plan = plan;
    this.outputs = outputs;
    this.scale =
        ClassScale.of(margins(plan.test()), samples.labelsOf(plan.test()), samples.classes());
  }

  Marks measure() {
    WeightedSample forget = WeightedSample.even(scores(plan.forget()), people(plan.forget()));
    WeightedSample unseen = unseenLike(plan.forget(), scores(plan.test()));
    double[] testHits = hits(plan.test());
    return new Marks(
        forget.mean().minus(unseen.mean()).estimate(),
        KolmogorovSmirnov.distance(forget, unseen),
        Heterogeneity.of(forget.values(), forget.clusters()),
        forget.with(hits(plan.forget())).mean().minus(unseen.with(testHits).mean()).estimate(),
        RankingPower.area(
            WeightedSample.even(margins(plan.retain()), people(plan.retain())),
            unseenLike(plan.retain(), margins(plan.test()))),
        test(LogOdds.losses(margins(plan.test()))).mean().estimate(),
        test(Calibration.errors(outputs.probabilities(plan.test()), testHits))
            .mean()
            .estimate()
            .within(0, 1));
  }

  /**
   * How much further one model's margins on some samples lie above those that a second one gives
   * the same samples, each standardised by what its own model gives the test samples.
   *
   * @param others the second model's outputs on the test split and these samples
   */
  Mean rise(int[] ordinals, Outputs more, Outputs others) {
    ClassScale theirs = new MarkMeter(samples, plan, others).scale;
    int[] labels = samples.labelsOf(ordinals);
    double[] mine = scale.standardise(LogOdds.of(more.logits(ordinals), labels), labels);
    double[] second = theirs.standardise(LogOdds.of(others.logits(ordinals), labels), labels);
    Arrays.setAll(mine, i -> mine[i] - second[i]);
    return WeightedSample.even(mine, people(ordinals)).mean();
  }

  /** The test samples, weighted to the class mix of others. */
  private WeightedSample unseenLike(int[] others, double[] values) {
    double[] weights =
        ClassMix.weights(
            samples.labelsOf(plan.test()), samples.labelsOf(others), samples.classes());
    return new WeightedSample(values, weights, people(plan.test()));
  }

  private WeightedSample test(double[] values) {
    return WeightedSample.even(values, people(plan.test()));
  }

  private double[] scores(int[] ordinals) {
    return scale.standardise(margins(ordinals), samples.labelsOf(ordinals));
  }

  private double[] margins(int[] ordinals) {
    return LogOdds.of(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }

  private double[] hits(int[] ordinals) {
    return Accuracy.hits(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }

  private int[] people(int[] ordinals) {
    return samples.people().clusters(ordinals);
  }
}
