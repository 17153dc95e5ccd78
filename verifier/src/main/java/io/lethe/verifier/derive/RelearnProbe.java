// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.Retraining;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One more epoch of cross entropy on the rows that stay, at the constant learning rate of the
 * paper's originals. What was only covered up comes back by it; what was forgotten does not, since
 * none of the forgotten rows is among them (their twins are, where the policy keeps these). Cost:
 * an epoch.
 */
public final class RelearnProbe {

  private final RuntimeOptions runtime;
  private final Scratch scratch;
  private final ProgressListener progress;

  /**
   * One that trains on this machine.
   *
   * @param runtime of the process
   * @param scratch a folder of its own, emptied whenever it is used
   * @param progress hears of the training
   */
  public RelearnProbe(RuntimeOptions runtime, Path scratch, ProgressListener progress) {
    this.runtime = requireNonNull(runtime, "runtime");
    this.scratch = new Scratch(requireNonNull(scratch, "scratch"));
    this.progress = requireNonNull(progress, "progress");
  }

  /**
   * The probe of one candidate.
   *
   * @param seed of the order of rows, the verifier's own
   * @param cancelled asked while it is trained
   */
  public Probe of(Path candidate, long seed, BooleanSupplier cancelled) {
    return (images, retain, measure) ->
        scratch.lend(
            version -> {
              relearn(candidate, images, retain, seed, cancelled, version);
              return measure.apply(version);
            });
  }

  private void relearn(
      Path candidate,
      Dataset images,
      int[] retain,
      long seed,
      BooleanSupplier cancelled,
      Path version) {
    TrainingSettings epoch =
        TrainingSettings.plain(
            1,
            Retraining.OF_THE_PAPER.batchSize(),
            new LearningRate.Constant((float) Retraining.OF_THE_PAPER.learningRate()),
            seed);
    try (TrainableModel model = TrainableModel.load(candidate, runtime)) {
      new TrainingLoop(model, images)
          .run(retain, Objective.crossEntropy(), epoch, progress, cancelled);
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled after relearning");
      }
      model.saveVersion(version);
    }
  }
}
