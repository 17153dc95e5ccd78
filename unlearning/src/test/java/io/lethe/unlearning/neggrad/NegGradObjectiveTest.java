// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.neggrad;

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

class NegGradObjectiveTest {
  private static final int FIRST_RETAIN = 1_000;

  static Stream<JsonNode> cases() {
    return Parity.cases("neg_grad_plus.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTheReferencesLossAndGradients(JsonNode expected) {
    boolean plus = expected.path("advanced").asBoolean();
    int[] forget = IntStream.range(0, expected.path("forget_labels").size()).toArray();
    int[] retain =
        IntStream.range(0, expected.path("retain_labels").size())
            .map(i -> FIRST_RETAIN + i)
            .toArray();
    NegGradObjective objective =
        new NegGradObjective(UnlearningRows.of(retain, forget), plus ? 1 : 0);

    GraphLoss up = loss(objective, forget, expected, "forget");
    GraphLoss down = loss(objective, retain, expected, "retain");

    GraphLoss.assertLoss(-up.crossEntropy(), expected.path("forget_cross_entropy"));
    GraphLoss.assertLoss(up.crossEntropy() + down.crossEntropy(), expected.path("total"));
    assertThat(up.distillation() + down.distillation()).isZero();
    up.assertGradient(expected.path("grad_forget_logits"));
    down.assertGradient(expected.path("grad_retain_logits"));
  }

  private static GraphLoss loss(
      NegGradObjective objective, int[] ordinals, JsonNode expected, String side) {
    float[][] student = Parity.floats(expected.path(side + "_logits"));
    int[] labels = Parity.integers(expected.path(side + "_labels"));
    StepTargets targets = new StepTargets(student.length, student[0].length);
    objective.fill(new Batch(0, 0, ordinals, labels), targets);
    return GraphLoss.of(student, labels, targets, 1);
  }
}
