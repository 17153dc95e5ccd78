// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation;

import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Comparison;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.Marks;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.measure.MetricMap;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.metrics.Sape;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Kernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The paper's metrics of a model in a folder: no topics, no store, no gate, and a split that anyone
 * can repeat from its seed.
 */
public final class OfflineEvaluator {

  private final Models models;
  private final AttackSettings attacks;

  /** An evaluator of models run and attacked so. */
  public OfflineEvaluator(Models models, AttackSettings attacks) {
    this.models = Objects.requireNonNull(models, "models");
    this.attacks = Objects.requireNonNull(attacks, "attacks");
  }

  /** What a model may be compared with. */
  public enum Reference {
    /** The model before unlearning. */
    ORIGINAL,
    /** A model trained without the forget set from the start. */
    RETRAINED
  }

  /**
   * What to evaluate. The arrays are owned by this object, not copied.
   *
   * @param model SavedModel
   * @param forget ordinals of the forget set, of the train split; may be empty
   * @param excluded ordinals that the model was not taught: all of {@code forget}, and what was
   *     forgotten before
   * @param references models to compare with
   * @param people whose samples they are: intervals go by person
   * @param splitSeed fixes held-out halves, members and folds
   */
  @SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied
  public record Request(
      Path model,
      int[] forget,
      int[] excluded,
      Map<Reference, Path> references,
      People people,
      long splitSeed) {

    /** Refuses missing parts, copies the references. */
    public Request {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(forget, "forget");
      Objects.requireNonNull(excluded, "excluded");
      Objects.requireNonNull(people, "people");
      references = Map.copyOf(references);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Request that
          && model.equals(that.model)
          && Arrays.equals(forget, that.forget)
          && Arrays.equals(excluded, that.excluded)
          && references.equals(that.references)
          && people.equals(that.people)
          && splitSeed == that.splitSeed;
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          model, Arrays.hashCode(forget), Arrays.hashCode(excluded), references, people, splitSeed);
    }
  }

  /**
   * What to evaluate where the models are in memory already: during a training, or beside others
   * whose answers are known. The arrays are owned by this object, not copied.
   *
   * @param model under test
   * @param forget ordinals of the forget set, of the train split
   * @param excluded ordinals that the model was not taught: all of {@code forget}, and more
   * @param references models to compare with; asked about test and forget samples only
   * @param people whose samples they are: intervals go by person
   * @param splitSeed fixes held-out halves, members and folds
   * @param maxRetain retain samples to measure at most
   */
  @SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied or compared
  public record LoadedRequest(
      Predictor model,
      int[] forget,
      int[] excluded,
      Map<Reference, Predictor> references,
      People people,
      long splitSeed,
      int maxRetain) {

    /** Refuses missing parts and fewer than one retain sample, copies the references. */
    public LoadedRequest {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(forget, "forget");
      Objects.requireNonNull(excluded, "excluded");
      Objects.requireNonNull(people, "people");
      references = Map.copyOf(references);
      if (maxRetain < 1) {
        throw new IllegalArgumentException(
            "maxRetain is " + maxRetain + "; at least 1 retain sample must be measured");
      }
    }
  }

  /**
   * Evaluates.
   *
   * @param dataset decoded at the model's image size
   * @return values by the names of {@link MetricNames}, a retrained model's marks beside the
   *     model's own; what needs an absent reference, or is not finite, is left out
   */
  public Map<String, Double> evaluate(Dataset dataset, Request request) {
    SeededOrder order = new SeededOrder(request.splitSeed());
    LabelledSamples samples = LabelledSamples.of(dataset).ofPeople(request.people());
    SamplePlan plan =
        SamplePlan.of(samples, request.forget(), request.excluded(), order, Integer.MAX_VALUE);
    Evaluation evaluation =
        models.with(
            request.model(),
            model -> Evaluation.of(samples, plan, order, attacks, model.on(dataset)));
    MetricMap metrics =
        measure(
            evaluation,
            reference ->
                Optional.ofNullable(request.references().get(reference))
                    .map(
                        path ->
                            models.with(path, model -> evaluation.compareWith(model.on(dataset)))));
    Path retrained = request.references().get(Reference.RETRAINED);
    if (retrained != null) {
      Marks marks =
          models.with(
              retrained,
              model -> Evaluation.of(samples, plan, order, attacks, model.on(dataset)).marks());
      metrics.putMarks(MetricNames.RETRAINED, marks);
    }
    Path original = request.references().get(Reference.ORIGINAL);
    if (original != null) {
      metrics.putKernelCosines("", Kernels.cosines(request.model(), original));
      if (retrained != null) {
        metrics.putKernelCosines(MetricNames.RETRAINED, Kernels.cosines(retrained, original));
      }
    }
    return metrics.toMap();
  }

  /**
   * Evaluates models that are loaded.
   *
   * @return as the other
   */
  public Map<String, Double> evaluate(Dataset dataset, LoadedRequest request) {
    SeededOrder order = new SeededOrder(request.splitSeed());
    LabelledSamples samples = LabelledSamples.of(dataset).ofPeople(request.people());
    SamplePlan plan =
        SamplePlan.of(samples, request.forget(), request.excluded(), order, request.maxRetain());
    Evaluation evaluation = Evaluation.of(samples, plan, order, attacks, request.model());
    return measure(
            evaluation,
            reference ->
                Optional.ofNullable(request.references().get(reference))
                    .map(evaluation::compareWith))
        .toMap();
  }

  private static MetricMap measure(
      Evaluation evaluation, Function<Reference, Optional<Comparison>> comparisons) {
    Measurements measured = evaluation.measure();
    MetricMap metrics = new MetricMap().putAll(measured).putMarks("", evaluation.marks());
    double test = measured.test().value();
    comparisons
        .apply(Reference.ORIGINAL)
        .ifPresent(
            other ->
                metrics
                    .putDivergences(other)
                    .put(MetricNames.CHURN_ORIGINAL, other.churn())
                    .put(MetricNames.WORST_CLASS_DROP_ORIGINAL, other.worstClassDrop())
                    .put(MetricNames.ORIGINAL_TEST_ACCURACY, other.test())
                    .put(MetricNames.ORIGINAL_FORGET_ACCURACY, other.forget())
                    .put(MetricNames.ACC_ERR_ORIGINAL, Sape.of(test, other.test().value())));
    comparisons
        .apply(Reference.RETRAINED)
        .ifPresent(
            other ->
                metrics
                    .put(MetricNames.RETRAINED_TEST_ACCURACY, other.test())
                    .put(MetricNames.RETRAINED_FORGET_ACCURACY, other.forget())
                    .put(MetricNames.ACC_ERR_RETRAINED, Sape.of(test, other.test().value()))
                    .put(
                        MetricNames.ACC_DIS,
                        Sape.of(measured.forget().value(), other.forget().value())));
    return metrics;
  }
}
