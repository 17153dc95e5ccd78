// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.offline.KnownParent;
import io.lethe.cli.reproduce.cell.BudgetedRun;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.reproduce.cell.TimeBudget;
import io.lethe.evaluation.OfflineEvaluator;
import io.lethe.evaluation.OfflineEvaluator.Reference;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Runs cells with real models: each starts from the original and is measured after every epoch.
 *
 * <p>Why: docs/decisions/0013-one-run-gives-every-epoch.md.
 */
public final class UnlearningCells implements CellRunner<CellKey, Cell> {
  /** The reference cell of the original. */
  public static final CellKey ORIGINAL = CellKey.reference("original");

  /** The reference cell of the retrained model. */
  public static final CellKey RETRAINED = CellKey.reference("retrained");

  private final Algorithms algorithms;
  private final ReproduceInput input;
  private final ReproduceSettings settings;
  private final ReferenceModels.Ready ready;
  private final RuntimeOptions runtime;
  private final TimeBudget budget;
  private final Models models;
  private final OfflineEvaluator evaluator;
  private final Map<Reference, Predictor> remembered = new HashMap<>();

  UnlearningCells(
      Algorithms algorithms,
      ReproduceInput input,
      ReproduceSettings settings,
      ReferenceModels.Ready ready,
      RuntimeOptions runtime) {
    this.algorithms = algorithms;
    this.input = input;
    this.settings = settings;
    this.ready = ready;
    this.runtime = runtime;
    this.budget = new TimeBudget(settings.budgetShare(), ready.retraining());
    this.models = new TensorFlowModels(runtime, ProgressListener.none());
    this.evaluator =
        new OfflineEvaluator(models, AttackSettings.defaults(runtime.intraOpThreads()));
  }

  @Override
  public Cell run(CellKey key, ProgressListener progress) {
    if (key.equals(ORIGINAL)) {
      return reference(key, Reference.ORIGINAL, Reference.RETRAINED, ready.originalSeconds());
    }
    if (key.equals(RETRAINED)) {
      double seconds = ready.retraining().toNanos() / 1e9;
      return reference(key, Reference.RETRAINED, Reference.ORIGINAL, OptionalDouble.of(seconds));
    }
    UnlearningSettings unlearning =
        KnownParent.tell(
            UnlearningSettings.parse(
                algorithms, key.algorithm(), key.hyperParameters(), key.seed()),
            input.dataset(),
            ordinals -> outputs(Reference.ORIGINAL).logits(ordinals));
    Map<Reference, Predictor> references =
        Map.of(
            Reference.ORIGINAL,
            outputs(Reference.ORIGINAL),
            Reference.RETRAINED,
            outputs(Reference.RETRAINED));
    try (UnlearningRun run = UnlearningRun.load(ready.original(), runtime)) {
      Predictor predictor =
          ordinals -> run.model().logits(input.dataset(), ordinals, ProgressListener.none());
      BudgetedRun budgeted =
          new BudgetedRun(
              budget, key.epochsWanted(), System::nanoTime, () -> measure(predictor, references));
      RunMonitor monitor = RunMonitor.of(progress, budgeted).withEpochs(budgeted);
      return budgeted.run(
          key, () -> run.unlearn(unlearning, input.dataset(), input.rows(), monitor));
    }
  }

  private Cell reference(CellKey key, Reference which, Reference other, OptionalDouble seconds) {
    long start = System.nanoTime();
    Predictor compared = outputs(other);
    Map<String, Double> metrics =
        models.with(
            path(which), model -> measure(model.on(input.dataset()), Map.of(other, compared)));
    EpochMeasurement measurement =
        seconds.isPresent()
            ? EpochMeasurement.of(0, metrics, seconds.getAsDouble())
            : new EpochMeasurement(0, metrics);
    return Cell.reference(key, measurement, (System.nanoTime() - start) / 1e9);
  }

  private Map<String, Double> measure(Predictor model, Map<Reference, Predictor> references) {
    Dataset dataset = input.dataset();
    int[] forget = input.rows().forget();
    return evaluator.evaluate(
        dataset,
        new OfflineEvaluator.LoadedRequest(
            model,
            forget,
            forget,
            references,
            input.people(),
            settings.splitSeed(),
            settings.retainSamples()));
  }

  private Predictor outputs(Reference reference) {
    return remembered.computeIfAbsent(
        reference,
        which -> RememberedOutputs.of(models, path(which), input.dataset(), input.testAndForget()));
  }

  private Path path(Reference reference) {
    return reference == Reference.ORIGINAL ? ready.original() : ready.retrained();
  }
}
