package io.lethe.cli.offline;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.verifier.measure.AttackSettings;
import io.lethe.verifier.measure.Comparison;
import io.lethe.verifier.measure.Evaluation;
import io.lethe.verifier.measure.Measurements;
import io.lethe.verifier.measure.Predictor;
import io.lethe.verifier.metrics.MetricNames;
import io.lethe.verifier.metrics.Sape;
import io.lethe.verifier.split.LabelledSamples;
import io.lethe.verifier.split.SamplePlan;
import io.lethe.verifier.split.SeededOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The paper's metrics of one model, with a split that anyone can repeat from its seed. */
public final class PaperMetrics {
  private final Dataset dataset;
  private final int[] forget;
  private final long splitSeed;
  private final RuntimeOptions runtime;
  private final ProgressListener progress;

  /**
   * @param forget sorted ordinals of the train rows to forget
   * @param splitSeed which test samples the attackers train on
   */
  public PaperMetrics(
      Dataset dataset,
      int[] forget,
      long splitSeed,
      RuntimeOptions runtime,
      ProgressListener progress) {
    this.dataset = requireNonNull(dataset, "dataset");
    this.forget = forget.clone();
    this.splitSeed = splitSeed;
    this.runtime = requireNonNull(runtime, "runtime");
    this.progress = requireNonNull(progress, "progress");
  }

  /**
   * Measures a model, and beside others where there are such.
   *
   * @param original SavedModel before forgetting
   * @param retrained SavedModel trained without the forget set
   * @return values by the names of {@link MetricNames}, in the order of telling
   */
  public Map<String, Double> measure(
      TrainableModel model, Optional<Path> original, Optional<Path> retrained) {
    LabelledSamples samples = LabelledSamples.of(dataset);
    SeededOrder order = new SeededOrder(splitSeed);
    SamplePlan plan = SamplePlan.of(samples, forget, forget, order, Integer.MAX_VALUE);
    AttackSettings attacks = AttackSettings.defaults(runtime.intraOpThreads());
    Evaluation evaluation = Evaluation.of(samples, plan, order, attacks, predictor(model));
    Measurements own = evaluation.measure();
    Map<String, Double> measured = alone(own);
    original.ifPresent(
        path -> {
          Comparison comparison = compare(evaluation, path);
          measured.put(MetricNames.JS, comparison.divergence());
          measured.put(MetricNames.JS_REFERENCE_CODE, comparison.referenceCodeDivergence());
          measured.put(
              MetricNames.ACC_ERR_ORIGINAL, Sape.of(own.test().value(), comparison.test().value()));
          measured.put(MetricNames.ORIGINAL_TEST_ACCURACY, comparison.test().value());
          measured.put(MetricNames.ORIGINAL_FORGET_ACCURACY, comparison.forget().value());
        });
    retrained.ifPresent(
        path -> {
          Comparison comparison = compare(evaluation, path);
          measured.put(
              MetricNames.ACC_ERR_RETRAINED,
              Sape.of(own.test().value(), comparison.test().value()));
          measured.put(
              MetricNames.ACC_DIS, Sape.of(own.forget().value(), comparison.forget().value()));
          measured.put(MetricNames.RETRAINED_TEST_ACCURACY, comparison.test().value());
          measured.put(MetricNames.RETRAINED_FORGET_ACCURACY, comparison.forget().value());
        });
    return measured;
  }

  private static Map<String, Double> alone(Measurements own) {
    Map<String, Double> measured = new LinkedHashMap<>();
    measured.put(MetricNames.TEST_ACCURACY, own.test().value());
    measured.put(MetricNames.RETAIN_ACCURACY, own.retain().value());
    measured.put(MetricNames.FORGET_ACCURACY, own.forget().value());
    measured.put(MetricNames.UNSEEN_ACCURACY, own.unseen().value());
    measured.put(MetricNames.MIA_TNR, own.attack().forget().value());
    measured.put(MetricNames.MIA_TNR_UNSEEN, own.attack().unseen().value());
    measured.put(MetricNames.MIA_TNR_REFERENCE_CODE, own.referenceCodeTnr());
    measured.put(MetricNames.MIA_CV_ACCURACY, own.crossValidatedAccuracy());
    measured.put(MetricNames.MIA_TNR_WITH_LOSS, own.attackWithLoss().forget().value());
    measured.put(MetricNames.MIA_TNR_WITH_LOSS_UNSEEN, own.attackWithLoss().unseen().value());
    measured.put(MetricNames.MIA_WITH_LOSS_CV_ACCURACY, own.crossValidatedAccuracyWithLoss());
    return measured;
  }

  private Comparison compare(Evaluation evaluation, Path directory) {
    try (TrainableModel other = TrainableModel.load(directory, runtime)) {
      return evaluation.compareWith(predictor(other));
    }
  }

  private Predictor predictor(TrainableModel model) {
    return ordinals -> model.logits(dataset, ordinals, progress);
  }
}
