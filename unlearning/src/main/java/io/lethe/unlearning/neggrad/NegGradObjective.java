// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.neggrad;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.UnlearningRows;

/**
 * Weights of one NegGrad+ pass, whose rows are all of one set: the mean cross entropy of the batch,
 * negative on forget rows, gamma times on retain rows.
 */
final class NegGradObjective implements Objective {
  private final UnlearningRows rows;
  private final float gamma;

  NegGradObjective(UnlearningRows rows, float gamma) {
    this.rows = rows;
    this.gamma = gamma;
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    for (int i = 0; i < ordinals.length; i++) {
      float sign = rows.isForget(ordinals[i]) ? -1 : gamma;
      targets.crossEntropyWeight(i, sign / ordinals.length);
    }
  }
}
