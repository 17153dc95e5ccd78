// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

/** Hears of every finished update while the model is as that update left it. */
@FunctionalInterface
public interface StepListener {

  /**
   * The optimizer has moved. Called on the training thread, before the next update begins: the
   * model may be asked, not changed. What this call takes is part of the run's time. The batches of
   * the next {@link TrainingLoop#STEPS_AHEAD} - 1 updates may already be made.
   *
   * @param step the update, counted from 0 over all epochs
   * @param total how many updates the run has
   */
  void finished(int step, int total);

  /** A listener that ignores what it hears. */
  static StepListener none() {
    return (step, total) -> {};
  }
}
