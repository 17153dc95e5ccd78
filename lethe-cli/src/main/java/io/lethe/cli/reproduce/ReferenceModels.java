// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.console.Console;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * The two models that everything is compared with: the original, from which every algorithm starts,
 * and the one retrained without the forget set.
 *
 * @param original where the original is or will be trained from
 * @param retrained the same of the retrained one
 * @param retrainingSeconds how long the retraining took, above 0; or {@link #ASK_THE_RECORD}
 */
public record ReferenceModels(
    ModelSource original, ModelSource retrained, double retrainingSeconds) {

  /** The file beside the retrained model says how long its training took. */
  public static final double ASK_THE_RECORD = -1;

  /** Refuses a retrained model whose training time nobody knows: there would be no time budget. */
  public ReferenceModels {
    boolean said = retrainingSeconds != ASK_THE_RECORD;
    if (said && (!(retrainingSeconds > 0) || Double.isInfinite(retrainingSeconds))) {
      throw new IllegalArgumentException(
          "--retraining-seconds is " + retrainingSeconds + "; it must be finite and above 0");
    }
    if (!said
        && retrained instanceof ModelSource.Given given
        && OriginalTraining.recordedSeconds(given.directory()).isEmpty()) {
      throw new IllegalArgumentException(
          "nobody knows how long the retrained model in "
              + given.directory()
              + " took, and the time budget is a share of it: there is no "
              + OriginalTraining.recordFile(given.directory())
              + " with train_seconds; say --retraining-seconds");
    }
  }

  /** Trains what is not there yet. */
  Ready prepare(ReproduceInput input, RuntimeOptions runtime, Path out, Console console) {
    Dataset dataset = input.dataset();
    Trainer trainer = new Trainer(dataset, runtime, out, console);
    Path first = trainer.take("original", original, dataset.ordinals(Split.TRAIN));
    Path second = trainer.take("retrained", retrained, input.rows().retain());
    double seconds =
        retrainingSeconds != ASK_THE_RECORD
            ? retrainingSeconds
            : OriginalTraining.recordedSeconds(second)
                .orElseThrow(
                    () ->
                        new CommandFailedException(
                            OriginalTraining.recordFile(second)
                                + " does not say train_seconds; delete the model to have it"
                                + " trained again"));
    return new Ready(first, second, Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  /**
   * Both are there.
   *
   * @param original SavedModel
   * @param retrained SavedModel
   * @param retraining how long the second one's training took
   */
  record Ready(Path original, Path retrained, Duration retraining) {

    /** How long the original's training took, if the file beside it says so. */
    OptionalDouble originalSeconds() {
      return OriginalTraining.recordedSeconds(original);
    }
  }

  private record Trainer(Dataset dataset, RuntimeOptions runtime, Path out, Console console) {

    Path take(String name, ModelSource source, int[] rows) {
      if (source instanceof ModelSource.Given given) {
        return given.directory();
      }
      if (source instanceof ModelSource.Trained trained) {
        Path model = out.resolve(name);
        if (OriginalTraining.isWhole(model)) {
          console.line("the " + name + " model is there: " + model);
        } else {
          train(name, trained.training(), rows, model);
        }
        return model;
      }
      throw new IllegalStateException("unknown source " + source);
    }

    private void train(String name, OriginalTraining training, int[] rows, Path model) {
      console.format(
          "training the %s model: %s on %,d samples, %d epochs",
          name, training.architecture(), rows.length, training.epochs());
      training.runToRecord(dataset, rows, runtime, model, console.progress());
    }
  }
}
