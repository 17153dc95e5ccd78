// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Comparison;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.measure.MetricMap;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.evaluation.metrics.Sape;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TestedModel;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.verifier.gate.ForgetSetSize;
import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.gate.PromotionGate;
import java.nio.file.Path;
import java.util.Map;

/**
 * Measures a candidate beside its parent and holds it against the gate. Cost: one inference over
 * test, forget and retain samples for the candidate, over test and forget samples for the parent,
 * then eleven small attackers.
 */
public final class VerificationEngine {

  private final Models models;
  private final Datasets datasets;
  private final AttackSettings attacks;
  private final int maxRetainSamples;

  /**
   * An engine.
   *
   * @param maxRetainSamples retain samples to measure at most, at least 1
   */
  public VerificationEngine(
      Models models, Datasets datasets, AttackSettings attacks, int maxRetainSamples) {
    this.models = models;
    this.datasets = datasets;
    this.attacks = attacks;
    if (maxRetainSamples < 1) {
      throw new IllegalArgumentException(
          "maxRetainSamples is " + maxRetainSamples + "; it must be at least 1");
    }
    this.maxRetainSamples = maxRetainSamples;
  }

  /** Measures and judges. A candidate that is its parent is measured as any other. */
  public EngineResult judge(EngineInput input) {
    Evaluation candidate = evaluate(input);
    Measurements measured = candidate.measure();
    Comparison parent =
        models.with(
            input.parent(),
            model -> candidate.compareWith(model.on(dataset(input, model.shape()))));
    Proportion root = rootTest(input, measured);
    ForgetSetSize size = new ForgetSetSize(input.forget().ordinals().length, input.minimum());
    GateDecision decision =
        new PromotionGate(input.gate()).judge(measured, parent.test(), root, size);
    MetricMap metrics =
        new MetricMap()
            .putAll(measured)
            .putFigures(candidate.testFigures())
            .putDivergences(parent)
            .put(MetricNames.PARENT_TEST_ACCURACY, parent.test())
            .put(MetricNames.PARENT_FORGET_ACCURACY, parent.forget())
            .put(MetricNames.ORIGINAL_TEST_ACCURACY, root)
            .put(
                MetricNames.ACC_ERR_PARENT, Sape.of(measured.test().value(), parent.test().value()))
            .put(MetricNames.ACC_ERR_ORIGINAL, Sape.of(measured.test().value(), root.value()));
    return new EngineResult(decision, metrics.toMap());
  }

  /**
   * Measures a root, which there is nothing to compare with.
   *
   * @param root its SavedModel
   * @param registration what of it is registered
   * @param order chooses samples
   */
  Map<String, Double> measure(Path root, BaselineEvaluator.Root registration, SampleOrder order) {
    return models.with(
        root,
        model -> {
          Dataset dataset =
              datasets.open(registration.datasetDigest(), registration.datasetUri(), model.shape());
          int[] forgotten = registration.forgotten().ordinals();
          Evaluation evaluation = evaluate(model, dataset, forgotten, forgotten, order);
          return new MetricMap()
              .putAll(evaluation.measure())
              .putFigures(evaluation.testFigures())
              .toMap();
        });
  }

  private Evaluation evaluate(EngineInput input) {
    return models.with(
        input.candidate(),
        model ->
            evaluate(
                model,
                dataset(input, model.shape()),
                input.forget().ordinals(),
                input.excluded().ordinals(),
                input.order()));
  }

  private Evaluation evaluate(
      TestedModel model, Dataset dataset, int[] forget, int[] excluded, SampleOrder order) {
    LabelledSamples samples = LabelledSamples.of(dataset);
    SamplePlan plan = SamplePlan.of(samples, forget, excluded, order, maxRetainSamples);
    return Evaluation.of(samples, plan, order, attacks, model.on(dataset));
  }

  private Dataset dataset(EngineInput input, ImageShape shape) {
    return datasets.open(input.datasetDigest(), input.datasetUri(), shape);
  }

  /**
   * The root was measured on the same test split; its bytes may be purged, its signed baseline is
   * not.
   */
  private static Proportion rootTest(EngineInput input, Measurements measured) {
    return Double.isNaN(input.rootTestAccuracy())
        ? Proportion.undefined()
        : new Proportion(input.rootTestAccuracy(), measured.test().n());
  }
}
