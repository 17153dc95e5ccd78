// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

import io.lethe.evaluation.split.SampleOrder;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.TrainingSettings;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A small network of the verifier's own, trained on rows that stay and on nothing else. It saw
 * neither the forget set nor the unseen samples; where it takes the two for different, the set is
 * not like random people, and unseen samples are no yardstick for who has forgotten it. Cost: at
 * most {@value #EPOCHS} passes over {@value #MOST_ROWS} rows by {@value #ARCHITECTURE}, whatever
 * the dataset and the model.
 *
 * <p>Why: docs/decisions/0030-a-stand-in-says-who-looks-like-random-people.md.
 */
public final class StandIn {

  private static final String ARCHITECTURE = "small-cnn";
  private static final String PURPOSE = "stand-in";
  static final int MOST_ROWS = 12_000;
  private static final int EPOCHS = 3;
  private static final int BATCH = 64;
  private static final float LEARNING_RATE = 1e-3f;

  private final Scratch scratch;
  private final ScratchTraining training;

  /**
   * One that trains on this machine.
   *
   * @param runtime of the process
   * @param scratch a folder of its own, emptied whenever it is used
   * @param progress hears of the training
   */
  public StandIn(RuntimeOptions runtime, Path scratch, ProgressListener progress) {
    this.scratch = new Scratch(requireNonNull(scratch, "scratch"));
    this.training = new ScratchTraining(runtime, progress);
  }

  /**
   * The probe of a dataset.
   *
   * @param order the verifier's own: draws the rows, the first weights and the order of training
   * @param cancelled asked while it is trained
   */
  public Probe of(SampleOrder order, BooleanSupplier cancelled) {
    long seed = order.seed(PURPOSE);
    TrainingSettings settings =
        TrainingSettings.plain(EPOCHS, BATCH, new LearningRate.Cosine(LEARNING_RATE), seed);
    return (images, retain, measure) ->
        scratch.lend(
            version -> {
              Path blank = blank(images, seed, version.resolveSibling("blank"));
              training.run(blank, images, drawn(order, retain), settings, cancelled, version);
              return measure.apply(version);
            });
  }

  private Path blank(Dataset images, long seed, Path folder) {
    Architectures.build(
        ARCHITECTURE, images.shape(), images.classNames(), seed, folder, training.runtime());
    return folder;
  }

  private static int[] drawn(SampleOrder order, int[] retain) {
    return IntStream.of(order.sorted(PURPOSE, retain)).limit(MOST_ROWS).sorted().toArray();
  }
}
