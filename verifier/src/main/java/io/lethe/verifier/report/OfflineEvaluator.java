package io.lethe.verifier.report;

import io.lethe.learning.dataset.Dataset;
import io.lethe.verifier.measure.AttackSettings;
import io.lethe.verifier.measure.Comparison;
import io.lethe.verifier.measure.Evaluation;
import io.lethe.verifier.measure.Measurements;
import io.lethe.verifier.measure.MetricMap;
import io.lethe.verifier.metrics.MetricNames;
import io.lethe.verifier.metrics.Sape;
import io.lethe.verifier.model.Models;
import io.lethe.verifier.split.LabelledSamples;
import io.lethe.verifier.split.SamplePlan;
import io.lethe.verifier.split.SeededOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

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
   * @param splitSeed fixes held-out halves, members and folds
   */
  @SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied
  public record Request(
      Path model, int[] forget, int[] excluded, Map<Reference, Path> references, long splitSeed) {

    /** Refuses missing parts, copies the references. */
    public Request {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(forget, "forget");
      Objects.requireNonNull(excluded, "excluded");
      references = Map.copyOf(references);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Request that
          && model.equals(that.model)
          && Arrays.equals(forget, that.forget)
          && Arrays.equals(excluded, that.excluded)
          && references.equals(that.references)
          && splitSeed == that.splitSeed;
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          model, Arrays.hashCode(forget), Arrays.hashCode(excluded), references, splitSeed);
    }
  }

  /**
   * Evaluates.
   *
   * @param dataset decoded at the model's image size
   * @return values by the names of {@link MetricNames}; what needs an absent reference, or is not
   *     finite, is left out
   */
  public Map<String, Double> evaluate(Dataset dataset, Request request) {
    SeededOrder order = new SeededOrder(request.splitSeed());
    LabelledSamples samples = LabelledSamples.of(dataset);
    SamplePlan plan =
        SamplePlan.of(samples, request.forget(), request.excluded(), order, Integer.MAX_VALUE);
    Evaluation evaluation =
        models.with(
            request.model(),
            model -> Evaluation.of(samples, plan, order, attacks, model.on(dataset)));
    Measurements measured = evaluation.measure();
    MetricMap metrics = new MetricMap().putAll(measured);
    Path original = request.references().get(Reference.ORIGINAL);
    if (original != null) {
      Comparison other = models.with(original, model -> evaluation.compareWith(model.on(dataset)));
      metrics
          .putDivergences(other)
          .put(MetricNames.ORIGINAL_TEST_ACCURACY, other.test())
          .put(MetricNames.ORIGINAL_FORGET_ACCURACY, other.forget())
          .put(
              MetricNames.ACC_ERR_ORIGINAL, Sape.of(measured.test().value(), other.test().value()));
    }
    Path retrained = request.references().get(Reference.RETRAINED);
    if (retrained != null) {
      Comparison other = models.with(retrained, model -> evaluation.compareWith(model.on(dataset)));
      metrics
          .put(MetricNames.RETRAINED_TEST_ACCURACY, other.test())
          .put(MetricNames.RETRAINED_FORGET_ACCURACY, other.forget())
          .put(
              MetricNames.ACC_ERR_RETRAINED, Sape.of(measured.test().value(), other.test().value()))
          .put(MetricNames.ACC_DIS, Sape.of(measured.forget().value(), other.forget().value()));
    }
    return metrics.toMap();
  }
}
