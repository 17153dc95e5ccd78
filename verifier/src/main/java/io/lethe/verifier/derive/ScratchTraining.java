// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains models by cross entropy that nobody keeps.
 *
 * @param runtime of the process
 * @param progress hears of the training
 */
public record ScratchTraining(RuntimeOptions runtime, ProgressListener progress) {

  public ScratchTraining {
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");
  }

  /**
   * Trains one.
   *
   * @param start the model to begin with
   * @param rows ordinals to learn
   * @param version gets what came of it
   * @throws CancellationException if cancelled
   */
  public void run(
      Path start,
      Dataset images,
      int[] rows,
      TrainingSettings settings,
      BooleanSupplier cancelled,
      Path version) {
    try (TrainableModel model = TrainableModel.load(start, runtime)) {
      new TrainingLoop(model, images)
          .run(rows, Objective.crossEntropy(), settings, progress, cancelled);
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled after training");
      }
      model.saveVersion(version);
    }
  }
}
