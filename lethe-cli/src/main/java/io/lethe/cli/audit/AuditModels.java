// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.files.Directories;
import io.lethe.cli.offline.Accuracies;
import io.lethe.cli.offline.KnownParent;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the models of an audit and asks them. Parents are kept as long as there may be something to
 * unlearn with them; of the others only what they said.
 */
final class AuditModels implements CellRunner<AuditKey, AuditCell> {
  private final Algorithms algorithms;
  private final AuditInput input;
  private final AuditSettings settings;
  private final RuntimeOptions runtime;
  private final Path out;

  /**
   * Models of one audit.
   *
   * @param out where parents are kept
   */
  AuditModels(
      Algorithms algorithms,
      AuditInput input,
      AuditSettings settings,
      RuntimeOptions runtime,
      Path out) {
    this.algorithms = algorithms;
    this.input = input;
    this.settings = settings;
    this.runtime = runtime;
    this.out = out;
  }

  @Override
  public AuditCell run(AuditKey key, ProgressListener progress) {
    long start = System.nanoTime();
    if (key.treatment().equals(Treatment.UNTOUCHED)) {
      try (TrainableModel model = TrainableModel.load(parent(key.model(), progress), runtime)) {
        return ask(key, model, progress, start);
      }
    }
    if (key.treatment().equals(Treatment.RETRAINED) || key.treatment().equals(Treatment.CONTROL)) {
      return retrained(key, progress, start);
    }
    UnlearningSettings unlearning =
        UnlearningSettings.parse(
            algorithms, key.treatment().name(), key.treatment().hyperParameters(), seed(key));
    try (UnlearningRun run = UnlearningRun.load(parent(key.model(), progress), runtime)) {
      ProgressListener quiet = ProgressListener.none();
      run.unlearn(
          KnownParent.tell(unlearning, input.dataset(), run.model(), quiet),
          input.dataset(),
          input.rows(),
          RunMonitor.untilInterrupted(progress));
      return ask(key, run.model(), progress, start);
    }
  }

  /** Trained where it is not there as a whole: the same seed gives the same model again. */
  private Path parent(int number, ProgressListener progress) {
    Path parent = out.resolve("parents").resolve("parent-" + number);
    if (!OriginalTraining.isWhole(parent)) {
      training(new AuditKey(Treatment.UNTOUCHED, number))
          .runToRecord(input.dataset(), input.all(), runtime, parent, progress);
    }
    return parent;
  }

  private AuditCell retrained(AuditKey key, ProgressListener progress, long start) {
    Path folder = out.resolve("passing");
    Path passing = folder.resolve("model");
    training(key).runToRecord(input.dataset(), input.rows().retain(), runtime, passing, progress);
    try (TrainableModel model = TrainableModel.load(passing, runtime)) {
      return ask(key, model, progress, start);
    } finally {
      Directories.delete(folder);
    }
  }

  private OriginalTraining training(AuditKey key) {
    return settings.training().withSeed(seed(key));
  }

  /** Every model of every treatment has its own seed, whatever else is measured. */
  private long seed(AuditKey key) {
    return new SeededOrder(settings.seed())
        .rank("audit/" + key.treatment().fileName(), key.model());
  }

  private AuditCell ask(AuditKey key, TrainableModel model, ProgressListener progress, long start) {
    Dataset dataset = input.dataset();
    int[] forget = input.rows().forget();
    int[] test = dataset.ordinals(Split.TEST);
    ProgressListener quiet = ProgressListener.none();
    Logits forgetLogits = model.logits(dataset, forget, quiet);
    List<Double> forgetMargins = margins(forgetLogits, forget);
    List<Double> retainedMargins =
        margins(model.logits(dataset, input.retained(), quiet), input.retained());
    double testAccuracy = Accuracies.of(model, dataset, test, quiet);
    relearn(key, model, progress);
    return new AuditCell(
        key,
        forgetMargins,
        retainedMargins,
        testAccuracy,
        Accuracies.of(forgetLogits, dataset, forget),
        Accuracies.of(model, dataset, forget, quiet),
        (System.nanoTime() - start) / 1e9);
  }

  /** One epoch of the recipe on retained rows, at a constant rate. */
  private void relearn(AuditKey key, TrainableModel model, ProgressListener progress) {
    OriginalTraining recipe = settings.training();
    TrainingSettings epoch =
        TrainingSettings.plain(
                1,
                recipe.batchSize(),
                new LearningRate.Constant(settings.relearnRate()),
                new SeededOrder(settings.seed()).rank("audit/relearn", key.model()))
            .with(recipe.augmentation().augmentation());
    new TrainingLoop(model, input.dataset())
        .run(
            input.rows().retain(),
            Objective.crossEntropy(),
            epoch,
            progress,
            () -> Thread.currentThread().isInterrupted());
  }

  private List<Double> margins(Logits logits, int[] ordinals) {
    return Arrays.stream(LogOdds.of(logits, input.dataset().labels(ordinals))).boxed().toList();
  }
}
