// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.Retraining;
import io.lethe.verifier.derive.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Trains reference models, one after the other: the same small network, drawn anew for each. */
final class ReferenceTraining {
  private static final String ARCHITECTURE = "small-cnn";
  private static final Retraining RETRAINING = new Retraining(1e-3, 4, 64, AugmentationChoice.NONE);

  static final int MOST_ROWS = 12_000;

  /** Names how they are made: what was made otherwise is made anew. */
  static final String RECIPE =
      "%s, %s, about %d samples".formatted(ARCHITECTURE, RETRAINING, MOST_ROWS);

  private final RuntimeOptions runtime;
  private final Scratch scratch;
  private final ProgressListener progress;

  /**
   * On this machine.
   *
   * @param scratch a folder of its own, emptied whenever it is used
   * @param progress hears of the trainings
   */
  ReferenceTraining(RuntimeOptions runtime, Path scratch, ProgressListener progress) {
    this.runtime = requireNonNull(runtime, "runtime");
    this.scratch = new Scratch(requireNonNull(scratch, "scratch"));
    this.progress = requireNonNull(progress, "progress");
  }

  /** What is done with a network. */
  @FunctionalInterface
  interface Use {
    void of(Network network) throws IOException;
  }

  /**
   * Lends a network for a dataset and forgets it.
   *
   * @param cancelled asked while it is trained; true ends that with a CancellationException
   */
  void lend(Dataset images, BooleanSupplier cancelled, Use use) throws IOException {
    scratch.lend(
        folder -> {
          // Whatever it is drawn with here, it is drawn anew before it learns.
          Architectures.build(
              ARCHITECTURE, images.shape(), images.classNames(), 0, folder, runtime);
          try (TrainableModel model = TrainableModel.load(folder, runtime)) {
            use.of(new Network(model, images, progress, cancelled));
          }
          return folder;
        });
  }

  /** One that can be taught again and again, and asked in between. */
  record Network(
      TrainableModel model, Dataset images, ProgressListener progress, BooleanSupplier cancelled) {

    /**
     * Forgets everything and learns.
     *
     * @param rows ordinals
     * @param seed of its first weights and the order of training
     */
    void learn(int[] rows, long seed) {
      RETRAINING.run(model, images, rows, seed, progress, cancelled);
    }

    /** What it says of these samples. */
    Logits logits(int[] ordinals) {
      return model.logits(images, ordinals, progress);
    }
  }
}
