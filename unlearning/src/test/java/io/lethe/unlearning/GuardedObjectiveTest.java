// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedObjectiveTest {
  private static final UnlearningRows ROWS = UnlearningRows.of(new int[] {0, 1}, new int[] {2, 3});

  @Test
  void shouldTellTheAuditInWhichRoleARowIsFed() {
    List<String> heard = new ArrayList<>();
    RowAudit audit = (ordinal, role) -> heard.add(ordinal + " " + role);

    fill((batch, targets) -> {}, audit, 3, 0);

    assertThat(heard).containsExactly("3 FORGET", "0 RETAIN");
  }

  @Test
  void shouldRefuseARowOfNeitherSet() {
    assertThatThrownBy(() -> fill((batch, targets) -> {}, RowAudit.none(), 0, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("row 4 is excluded and must not be trained on");
  }

  @Test
  void shouldRefuseToTeachAForgetRowItsLabel() {
    assertThatThrownBy(() -> fill(Objective.crossEntropy(), RowAudit.none(), 0, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("row 2 is to be forgotten and would be taught its label");
  }

  private static void fill(Objective objective, RowAudit audit, int... ordinals) {
    new GuardedObjective(objective, ROWS, audit)
        .fill(
            new Batch(0, 0, ordinals, new int[ordinals.length]),
            new StepTargets(ordinals.length, 3));
  }
}
