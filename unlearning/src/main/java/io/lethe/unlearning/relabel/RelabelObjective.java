// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.relabel;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;

/**
 * Weights and targets of one batch of random labels: each of its B rows counts 1/B, a row to forget
 * {@code forgetWeight} times that, towards its wrong label.
 */
final class RelabelObjective implements Objective {
  private final UnlearningRows rows;
  private final TeacherLogits wrong;
  private final float forgetWeight;

  RelabelObjective(UnlearningRows rows, TeacherLogits wrong, double forgetWeight) {
    this.rows = rows;
    this.wrong = wrong;
    this.forgetWeight = (float) forgetWeight;
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    float share = 1f / ordinals.length;
    for (int i = 0; i < ordinals.length; i++) {
      if (rows.isForget(ordinals[i])) {
        targets.distillationWeight(i, forgetWeight * share);
        targets.targetLogits(i, wrong.of(ordinals[i]));
      } else {
        targets.crossEntropyWeight(i, share);
      }
    }
  }
}
