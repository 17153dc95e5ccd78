// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;
import java.util.stream.IntStream;

/**
 * Weights and targets of one SFTC batch, equations 1 to 3 of the paper, as its authors' code reads
 * them: cross entropy is the mean over the retain rows of the batch (none if it has none), the
 * divergence is the mean over all B rows, against the parent on retain rows and against the forget
 * rows' own targets on forget rows, where it counts {@code forgetWeight} times. The formula that
 * they go into is the graph's own, {@code Loss} in {@code io.lethe.learning.network}.
 */
public final class SftcObjective implements Objective {
  private final UnlearningRows rows;
  private final TeacherLogits teacher;
  private final ForgetTargets forgetTargets;
  private final float forgetWeight;

  /**
   * An objective over these rows.
   *
   * @param teacher what the parent says of every retain row
   * @param forgetTargets asked for every batch
   * @param forgetWeight above 0
   */
  public SftcObjective(
      UnlearningRows rows,
      TeacherLogits teacher,
      ForgetTargets forgetTargets,
      double forgetWeight) {
    this.rows = rows;
    this.teacher = teacher;
    this.forgetTargets = forgetTargets;
    this.forgetWeight = (float) forgetWeight;
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    int[] labels = batch.labels();
    int[] forgetRows =
        IntStream.range(0, ordinals.length).filter(i -> rows.isForget(ordinals[i])).toArray();
    float[][] forgotten =
        forgetTargets.of(
            batch.step(),
            IntStream.of(forgetRows).map(i -> ordinals[i]).toArray(),
            IntStream.of(forgetRows).map(i -> labels[i]).toArray());
    int retainCount = ordinals.length - forgetRows.length;
    float share = 1f / ordinals.length;
    int nextForget = 0;
    for (int i = 0; i < ordinals.length; i++) {
      boolean forget = nextForget < forgetRows.length && forgetRows[nextForget] == i;
      targets.crossEntropyWeight(i, forget ? 0 : 1f / retainCount);
      targets.distillationWeight(i, forget ? forgetWeight * share : share);
      targets.targetLogits(i, forget ? forgotten[nextForget++] : teacher.of(ordinals[i]));
    }
  }
}
