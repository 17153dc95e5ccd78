// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.evaluation.metrics.Histogram;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.split.ClassMix;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.VerificationReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Puts the demo's report together from reports, events and two models measured side by side. */
final class ReportBuilder {
  /** More retain samples would only take longer: the accuracy is exact to half a per cent. */
  private static final int MAX_RETAIN = 10_000;

  private static final SampleOrder ORDER = new SeededOrder(42);

  private final DemoSettings settings;
  private final ArtifactStore store;
  private final PipelineView view;
  private final Dataset dataset;
  private final RuntimeOptions runtime;
  private final LabelledSamples samples;

  ReportBuilder(
      DemoSettings settings,
      ArtifactStore store,
      PipelineView view,
      Dataset dataset,
      People people,
      RuntimeOptions runtime) {
    this.settings = settings;
    this.store = store;
    this.view = view;
    this.dataset = dataset;
    this.runtime = runtime;
    this.samples = LabelledSamples.of(dataset).ofPeople(people);
  }

  /** Asks the original and the champion about every sample that the report speaks of. */
  ModelOutputs measure(ModelEvent registered, List<WavePlan> waves, List<WaveResult> results) {
    ModelChampion champion = champion(registered.getModel(), results);
    return ModelOutputs.of(
        dataset,
        plan(waves, forgotten(waves)).everything(),
        store,
        registered.getDigest(),
        champion.getDigest(),
        runtime);
  }

  DemoReport build(
      ModelEvent registered,
      VerificationReport refusal,
      List<WavePlan> waves,
      List<WaveResult> results,
      ModelOutputs outputs,
      Map<String, Long> phaseMillis) {
    return new DemoReport(
        new DemoReport.Setting(
            registered.getModel(),
            settings.bundle().getFileName().toString(),
            settings
                .model()
                .map(path -> path.getFileName().toString())
                .orElse(settings.architecture()),
            dataset.ordinals(Split.TRAIN).length,
            dataset.ordinals(Split.TEST).length),
        groups(waves, outputs),
        attacks(refusal, results.get(0).report()),
        confidence(forgotten(waves), outputs),
        waves(waves, results, outputs),
        refusal(refusal),
        lineage(registered, results),
        phaseMillis);
  }

  /** The version that is served must be the last wave's: it was measured, verified and signed. */
  private ModelChampion champion(String model, List<WaveResult> results) {
    view.catchUp();
    ModelChampion champion = view.champions().get(model);
    ModelEvent last = results.get(results.size() - 1).promoted();
    if (champion == null || !champion.getDigest().equals(last.getDigest())) {
      throw new PipelineException(
          "the champion of model " + model + " is not the version that the last wave led to");
    }
    return champion;
  }

  private List<DemoReport.GroupAccuracy> groups(List<WavePlan> waves, ModelOutputs outputs) {
    List<DemoReport.GroupAccuracy> groups = new ArrayList<>();
    groups.add(outputs.accuracy("retained samples", plan(waves, forgotten(waves)).retain()));
    groups.add(outputs.accuracy("test samples", dataset.ordinals(Split.TEST)));
    for (WavePlan wave : waves) {
      groups.add(outputs.accuracy("forgotten, wave " + wave.number(), wave.ordinals()));
    }
    return groups;
  }

  private static List<DemoReport.AttackRate> attacks(
      VerificationReport original, VerificationReport first) {
    return List.of(
        attack(
            "the paper's attacker",
            MetricNames.MIA_TNR,
            MetricNames.MIA_TNR_UNSEEN,
            original,
            first),
        attack(
            "one that sees the true label's loss",
            MetricNames.MIA_TNR_WITH_LOSS,
            MetricNames.MIA_TNR_WITH_LOSS_UNSEEN,
            original,
            first));
  }

  private static DemoReport.AttackRate attack(
      String name,
      String forgotten,
      String unseen,
      VerificationReport original,
      VerificationReport first) {
    Map<String, Double> before = original.getMetrics();
    Map<String, Double> after = first.getMetrics();
    return new DemoReport.AttackRate(
        name,
        before.getOrDefault(forgotten, Double.NaN),
        before.getOrDefault(unseen, Double.NaN),
        after.getOrDefault(forgotten, Double.NaN),
        after.getOrDefault(unseen, Double.NaN));
  }

  private DemoReport.Confidence confidence(int[] forgotten, ModelOutputs outputs) {
    int[] test = dataset.ordinals(Split.TEST);
    double[] mix =
        ClassMix.weights(dataset.labels(test), dataset.labels(forgotten), dataset.classes());
    return DemoReport.Confidence.of(
        Histogram.of(outputs.confidenceBefore(forgotten)),
        Histogram.weighted(outputs.confidenceBefore(test), mix),
        Histogram.of(outputs.confidenceAfter(forgotten)),
        Histogram.weighted(outputs.confidenceAfter(test), mix));
  }

  private List<DemoReport.Wave> waves(
      List<WavePlan> plans, List<WaveResult> results, ModelOutputs outputs) {
    return IntStream.range(0, plans.size())
        .mapToObj(
            i -> wave(plans.get(i), results.get(i), plan(plans, plans.get(i).ordinals()), outputs))
        .toList();
  }

  private DemoReport.Wave wave(
      WavePlan wave, WaveResult result, SamplePlan plan, ModelOutputs outputs) {
    Map<String, Double> metrics = result.report().getMetrics();
    return new DemoReport.Wave(
        wave.number(),
        result.requests(),
        wave.subjectIds().size(),
        wave.samples(),
        result.job().getAttempt(),
        result.job().getAlgorithm(),
        result.promoted().getVersion(),
        result.promoted().getDigest(),
        metrics.getOrDefault(MetricNames.PARENT_FORGET_ACCURACY, Double.NaN),
        metrics.getOrDefault(MetricNames.FORGET_ACCURACY, Double.NaN),
        outputs.accuracy("", wave.ordinals()).after(),
        result.report().getCriteria().stream().map(ReportBuilder::criterion).toList(),
        result.total().toMillis(),
        result.unlearning().toMillis(),
        result.verifying().toMillis(),
        result.overhead().toMillis(),
        confidence(wave.ordinals(), outputs),
        outputs.marksBefore(samples, plan, ORDER),
        outputs.marksAfter(samples, plan, ORDER));
  }

  private static DemoReport.Refusal refusal(VerificationReport report) {
    return new DemoReport.Refusal(
        report.getVerdict().name(),
        report.getCriteria().stream()
            .filter(criterion -> criterion.getVerdict() != CriterionVerdict.PASS)
            .filter(criterion -> criterion.getVerdict() != CriterionVerdict.REPORTED)
            .map(ReportBuilder::criterion)
            .toList(),
        report.getFindings());
  }

  private static DemoReport.CriterionResult criterion(Criterion criterion) {
    return new DemoReport.CriterionResult(
        criterion.getName(),
        criterion.getN(),
        criterion.getValue(),
        criterion.getLow(),
        criterion.getHigh(),
        criterion.getUpperLimit() == null ? criterion.getLowerLimit() : criterion.getUpperLimit(),
        criterion.getLowerLimit(),
        criterion.getUpperLimit(),
        criterion.getRule().name(),
        criterion.getControlValue(),
        criterion.getVerdict().name());
  }

  private List<DemoReport.Version> lineage(ModelEvent registered, List<WaveResult> results) {
    List<DemoReport.Version> lineage = new ArrayList<>();
    lineage.add(
        new DemoReport.Version(
            registered.getVersion(), registered.getDigest(), "registered original", 0));
    for (WaveResult result : results) {
      ModelEvent promoted = result.promoted();
      ForgetSet forgotten = ForgetSet.parse(store.readBlob(promoted.getForgottenDigest()));
      lineage.add(
          new DemoReport.Version(
              promoted.getVersion(),
              promoted.getDigest(),
              "unlearned by " + result.job().getAlgorithm() + ", verified, promoted",
              forgotten.ordinals().length));
    }
    return lineage;
  }

  /** Which samples are compared with these; no wave's are among the retained ones. */
  private SamplePlan plan(List<WavePlan> waves, int[] forgotten) {
    return SamplePlan.of(samples, forgotten, forgotten(waves), ORDER, MAX_RETAIN);
  }

  private static int[] forgotten(List<WavePlan> waves) {
    return waves.stream().flatMapToInt(wave -> Arrays.stream(wave.ordinals())).sorted().toArray();
  }
}
