// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

/** An algorithm, as what it says about each row of a batch. */
@FunctionalInterface
public interface Objective {

  /**
   * Fills weights and targets of one batch. Called once a batch, in the order of the batches, on
   * one thread which is not the training thread, and up to two batches ahead of it.
   */
  void fill(Batch batch, StepTargets targets);

  /** Mean cross entropy of the batch, nothing else. */
  static Objective crossEntropy() {
    return (batch, targets) -> {
      for (int row = 0; row < batch.size(); row++) {
        targets.crossEntropyWeight(row, 1f / batch.size());
      }
    };
  }
}
