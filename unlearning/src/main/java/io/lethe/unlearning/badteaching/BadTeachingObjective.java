// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.badteaching;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;

/**
 * Weights and targets of one bad-teaching batch: the divergence is the mean over all B rows, from
 * the parent on retain rows and from the incompetent teacher on forget rows.
 */
final class BadTeachingObjective implements Objective {
  private final UnlearningRows rows;
  private final TeacherLogits parent;
  private final TeacherLogits incompetent;

  BadTeachingObjective(UnlearningRows rows, TeacherLogits parent, TeacherLogits incompetent) {
    this.rows = rows;
    this.parent = parent;
    this.incompetent = incompetent;
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    for (int i = 0; i < ordinals.length; i++) {
      TeacherLogits teacher = rows.isForget(ordinals[i]) ? incompetent : parent;
      targets.distillationWeight(i, 1f / ordinals.length);
      targets.targetLogits(i, teacher.of(ordinals[i]));
    }
  }
}
