package io.lethe.worker.algorithm;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import java.util.Objects;

/** An objective that reports every row to the audit and refuses rows that belong to neither set. */
final class GuardedObjective implements Objective {
  private final Objective objective;
  private final UnlearningRows rows;
  private final RowAudit audit;

  GuardedObjective(Objective objective, UnlearningRows rows, RowAudit audit) {
    this.objective = Objects.requireNonNull(objective, "objective");
    this.rows = Objects.requireNonNull(rows, "rows");
    this.audit = Objects.requireNonNull(audit, "audit");
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    for (int ordinal : batch.ordinals()) {
      audit.fed(ordinal, role(ordinal));
    }
    objective.fill(batch, targets);
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
