// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;

/**
 * An objective that reports every row to the audit, refuses rows that belong to neither set, and
 * never lets a row that is to be forgotten be taught its label.
 */
final class GuardedObjective implements Objective {
  private final Objective objective;
  private final UnlearningRows rows;
  private final RowAudit audit;

  GuardedObjective(Objective objective, UnlearningRows rows, RowAudit audit) {
    this.objective = objective;
    this.rows = rows;
    this.audit = audit;
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    for (int ordinal : batch.ordinals()) {
      audit.fed(ordinal, role(ordinal));
    }
    objective.fill(batch, targets);
    requireNoForgetRowTaught(batch, targets);
  }

  private void requireNoForgetRowTaught(Batch batch, StepTargets targets) {
    int[] ordinals = batch.ordinals();
    for (int i = 0; i < ordinals.length; i++) {
      if (rows.isForget(ordinals[i]) && targets.crossEntropyWeight(i) > 0) {
        throw new IllegalStateException(
            "row " + ordinals[i] + " is to be forgotten and would be taught its label");
      }
    }
  }

  private RowAudit.Role role(int ordinal) {
    if (rows.isRetain(ordinal)) {
      return RowAudit.Role.RETAIN;
    }
    if (rows.isForget(ordinal)) {
      return RowAudit.Role.FORGET;
    }
    throw new IllegalStateException("row " + ordinal + " is excluded and must not be trained on");
  }
}
