// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.scrub;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;

/**
 * Weights and targets of one SCRUB batch, whose rows are all of one set: the divergence from the
 * parent, T^2 times the mean, negative on forget rows; on retain rows the mean cross entropy too.
 */
final class ScrubObjective implements Objective {
  private final UnlearningRows rows;
  private final TeacherLogits parent;
  private final double alpha;
  private final double gamma;
  private final double squaredTemperature;

  ScrubObjective(UnlearningRows rows, TeacherLogits parent, HyperParameters chosen) {
    this.rows = rows;
    this.parent = parent;
    this.alpha = chosen.alpha();
    this.gamma = chosen.gamma();
    this.squaredTemperature = chosen.temperature() * chosen.temperature();
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    double mean = 1.0 / ordinals.length;
    for (int i = 0; i < ordinals.length; i++) {
      boolean forget = rows.isForget(ordinals[i]);
      targets.crossEntropyWeight(i, forget ? 0 : (float) (gamma * mean));
      double direction = forget ? -1 : alpha;
      targets.distillationWeight(i, (float) (direction * squaredTemperature * mean));
      targets.targetLogits(i, parent.of(ordinals[i]));
    }
  }
}
