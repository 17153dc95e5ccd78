// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * One unlearning, from the folder of the parent to the folder of the new version: the worker's
 * jobs, {@code lethe unlearn}, the reproduction and the bench all go this way.
 *
 * <pre>{@code
 * try (UnlearningRun run = UnlearningRun.load(parent, RuntimeOptions.cpu(2))) {
 *   run.unlearn(settings, dataset, rows, RunMonitor.none());
 *   run.save(version);
 * }
 * }</pre>
 */
public final class UnlearningRun implements AutoCloseable {
  private final TrainableModel model;
  private State state = State.PARENT;

  private enum State {
    PARENT,
    VERSION,
    SPOILED
  }

  private UnlearningRun(TrainableModel model) {
    this.model = model;
  }

  /**
   * Loads the parent.
   *
   * @throws ModelException if the folder holds no model that can be trained
   */
  public static UnlearningRun load(Path parent, RuntimeOptions runtime) {
    return new UnlearningRun(
        TrainableModel.load(
            Objects.requireNonNull(parent, "parent"), Objects.requireNonNull(runtime, "runtime")));
  }

  /** The parent, and the new version once {@link #unlearn} has returned. Belongs to this run. */
  public TrainableModel model() {
    return model;
  }

  /**
   * Makes the model forget. May be called again, and goes on from where it was then.
   *
   * @param dataset what the parent was trained on, in the model's image shape; stays the caller's
   * @throws ModelException if the model lacks a signature, or a loss is not a number
   * @throws io.lethe.unlearning.InvalidHyperParametersException if a value does not fit the model
   * @throws io.lethe.unlearning.ForgetSetRefusedException if the algorithm is not made for such a
   *     forget set
   * @throws CancellationException if the monitor said so
   */
  public UnlearningResult unlearn(
      UnlearningSettings settings, Dataset dataset, UnlearningRows rows, RunMonitor monitor) {
    requireNotSpoiled();
    state = State.SPOILED;
    UnlearningResult result =
        settings
            .algorithm()
            .run(
                new UnlearningContext(
                    model,
                    dataset,
                    rows,
                    settings.hyperParameters(),
                    settings.seed(),
                    monitor,
                    settings.parentFigures()));
    state = State.VERSION;
    return result;
  }

  /**
   * Writes the new version.
   *
   * @param out must not exist
   * @throws IllegalStateException if nothing was unlearned, or the unlearning did not end well
   * @throws ModelException if it cannot be written
   */
  public void save(Path out) {
    requireNotSpoiled();
    if (state == State.PARENT) {
      throw new IllegalStateException(
          "nothing was unlearned yet, and the parent is no new version of itself; unlearn first");
    }
    model.saveVersion(out);
  }

  private void requireNotSpoiled() {
    if (state == State.SPOILED) {
      throw new IllegalStateException(
          "the unlearning did not end well, so the model is neither parent nor version; load the"
              + " parent again");
    }
  }

  /** Frees the model. */
  @Override
  public void close() {
    model.close();
  }
}
