// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.domain.policy.RateSchedule;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.Batch;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.GraphLoss;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScrubObjectiveTest {
  private static final int[] ELSEWHERE = {1_000};

  static Stream<JsonNode> cases() {
    return Parity.cases("scrub_loss.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTheReferencesLossAndGradient(JsonNode expected) {
    boolean ascends = expected.path("direction").asText().equals("forget_max");
    double temperature = expected.path("temperature").asDouble();
    float[][] student = Parity.floats(expected.path("student_logits"));
    int[] batch = IntStream.range(0, student.length).toArray();
    int[] labels = ascends ? new int[student.length] : Parity.integers(expected.path("labels"));
    UnlearningRows rows =
        ascends ? UnlearningRows.of(ELSEWHERE, batch) : UnlearningRows.of(batch, ELSEWHERE);
    ScrubObjective objective =
        new ScrubObjective(
            rows,
            Parity.teacher(batch, Parity.floats(expected.path("teacher_logits"))),
            tuned(temperature, 1, 1));
    StepTargets targets = new StepTargets(student.length, student[0].length);

    objective.fill(new Batch(0, 0, batch, labels), targets);

    GraphLoss loss = GraphLoss.of(student, labels, targets, temperature);
    GraphLoss.assertLoss(loss.crossEntropy() + loss.distillation(), expected.path("total"));
    GraphLoss.assertLoss(ascends ? -loss.distillation() : loss.distillation(), expected.path("kl"));
    if (ascends) {
      assertThat(loss.crossEntropy()).isZero();
    } else {
      GraphLoss.assertLoss(loss.crossEntropy(), expected.path("cross_entropy"));
    }
    loss.assertGradient(expected.path("grad_student_logits"));
  }

  @Test
  void shouldWeighBothTermsOfTheRetainRowsAndLeaveTheForgetRowsAlone() {
    UnlearningRows rows = UnlearningRows.of(new int[] {0, 1}, new int[] {2, 3});
    TeacherLogits parent = Parity.teacher(new int[] {0, 1, 2, 3}, new float[4][3]);
    ScrubObjective objective = new ScrubObjective(rows, parent, tuned(2, 0.25, 3));
    StepTargets retain = new StepTargets(2, 3);
    StepTargets forget = new StepTargets(2, 3);

    objective.fill(new Batch(0, 0, new int[] {1, 0}, new int[2]), retain);
    objective.fill(new Batch(0, 0, new int[] {2, 3}, new int[2]), forget);

    assertThat(retain.crossEntropyWeight(0)).isEqualTo(3f / 2);
    assertThat(retain.distillationWeight(0)).isEqualTo(0.25f * 4 / 2);
    assertThat(forget.crossEntropyWeight(0)).isZero();
    assertThat(forget.distillationWeight(1)).isEqualTo(-4f / 2);
  }

  private static HyperParameters tuned(double temperature, double alpha, double gamma) {
    return new HyperParameters(
        1e-3,
        1,
        temperature,
        0,
        64,
        AugmentationChoice.NONE,
        1,
        alpha,
        gamma,
        1,
        ConfusionRounding.CARRIED,
        Teacher.BIASED,
        3,
        1,
        RateSchedule.CONSTANT,
        0);
  }
}
