// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.verifier.derive.ScratchTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Trains a reference model: {@value #ARCHITECTURE}, {@value #EPOCHS} epochs, whatever the dataset
 * and the model that is judged.
 *
 * @param runtime of the process
 * @param progress hears of the training
 */
record ReferenceTraining(RuntimeOptions runtime, ProgressListener progress) {
  private static final String ARCHITECTURE = "small-cnn";
  private static final int EPOCHS = 4;
  private static final int BATCH = 64;
  private static final float LEARNING_RATE = 1e-3f;

  static final int MOST_ROWS = 12_000;

  /** Names how they are made: what was made otherwise is made anew. */
  static final String RECIPE =
      "%s/%d epochs/batch %d/rate %s/%d samples"
          .formatted(ARCHITECTURE, EPOCHS, BATCH, LEARNING_RATE, MOST_ROWS);

  ReferenceTraining {
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");
  }

  /** A trained model that answers. */
  @FunctionalInterface
  interface Asked {
    Logits logits(int[] ordinals);
  }

  /** What is done with it. */
  @FunctionalInterface
  interface Use {
    void of(Asked trained) throws IOException;
  }

  /**
   * Trains one, lends it and forgets it.
   *
   * @param rows ordinals to learn
   * @param seed of its first weights and the order of training
   * @param version a folder that does not exist
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  void run(Dataset images, int[] rows, long seed, Path version, BooleanSupplier cancelled, Use use)
      throws IOException {
    Path blank = version.resolveSibling("blank");
    Architectures.build(ARCHITECTURE, images.shape(), images.classNames(), seed, blank, runtime);
    TrainingSettings settings =
        TrainingSettings.plain(EPOCHS, BATCH, new LearningRate.Cosine(LEARNING_RATE), seed);
    new ScratchTraining(runtime, progress).run(blank, images, rows, settings, cancelled, version);
    try (TrainableModel model = TrainableModel.load(version, runtime)) {
      use.of(ordinals -> model.logits(images, ordinals, progress));
    }
  }
}
