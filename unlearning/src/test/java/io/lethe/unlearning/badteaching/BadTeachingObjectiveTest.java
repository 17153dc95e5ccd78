// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.badteaching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.learning.training.Batch;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.GraphLoss;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.UnlearningRows;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadTeachingObjectiveTest {
  /** Rows outside the batch, so that neither set is ever empty. */
  private static final int SPARE_RETAIN = 1_000;

  private static final int SPARE_FORGET = 1_001;

  static Stream<JsonNode> cases() {
    return Parity.cases("bad_teaching_loss.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTheReferencesLossAndGradient(JsonNode expected) {
    int[] pseudoLabels = Parity.integers(expected.path("pseudo_labels"));
    float[][] student = Parity.floats(expected.path("student_logits"));
    int[] batch = IntStream.range(0, student.length).toArray();
    UnlearningRows rows =
        UnlearningRows.of(
            with(SPARE_RETAIN, IntStream.of(batch).filter(i -> pseudoLabels[i] == 0)),
            with(SPARE_FORGET, IntStream.of(batch).filter(i -> pseudoLabels[i] == 1)));
    BadTeachingObjective objective =
        new BadTeachingObjective(
            rows,
            Parity.teacher(batch, Parity.floats(expected.path("teacher_logits"))),
            Parity.teacher(batch, Parity.floats(expected.path("incompetent_teacher_logits"))));
    int[] labels = new int[student.length];
    StepTargets targets = new StepTargets(student.length, student[0].length);

    objective.fill(new Batch(0, 0, batch, labels), targets);

    GraphLoss loss =
        GraphLoss.of(student, labels, targets, expected.path("temperature").asDouble());
    assertThat(loss.crossEntropy()).isZero();
    GraphLoss.assertLoss(loss.distillation(), expected.path("total"));
    loss.assertGradient(expected.path("grad_student_logits"));
  }

  private static int[] with(int spare, IntStream rows) {
    return IntStream.concat(rows, IntStream.of(spare)).toArray();
  }
}
