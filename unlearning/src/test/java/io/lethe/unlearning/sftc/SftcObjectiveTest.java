// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.learning.training.Batch;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.GraphLoss;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.RowStatistics;
import io.lethe.unlearning.UnlearningRows;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SftcObjectiveTest {
  /** Rows outside the batch, so that neither set is ever empty. */
  private static final int SPARE_RETAIN = 1_000;

  private static final int SPARE_FORGET = 1_001;

  static Stream<JsonNode> cases() {
    return Parity.cases("sftc_loss.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTheReferencesLossAndGradient(JsonNode expected) {
    int[] labels = Parity.integers(expected.path("labels"));
    int[] pseudoLabels = Parity.integers(expected.path("pseudo_labels"));
    float[][] student = Parity.floats(expected.path("student_logits"));
    StepTargets targets =
        fill(labels, pseudoLabels, Parity.floats(expected.path("teacher_logits")));
    float[][] generator = Parity.floats(expected.path("generator_logits"));
    for (int i = 0; i < labels.length; i++) {
      if (pseudoLabels[i] == 1) {
        assertThat(RowStatistics.argmax(targets.targetLogits(i))).isEqualTo(labels[i]);
        targets.targetLogits(i, generator[i]);
      }
    }

    GraphLoss loss =
        GraphLoss.of(student, labels, targets, expected.path("temperature").asDouble());

    GraphLoss.assertLoss(loss.crossEntropy(), expected.path("cross_entropy"));
    GraphLoss.assertLoss(loss.distillation(), expected.path("kl"));
    loss.assertGradient(expected.path("grad_student_logits"));
  }

  @Test
  void shouldDrawTheForgetRowsTargetsAnewInEveryBatch() {
    SftcObjective objective = objective(new int[] {0}, new int[] {1}, new float[][] {{1, 2, 3}});
    Batch batch = new Batch(0, 0, new int[] {1, 0}, new int[] {2, 1});
    StepTargets first = new StepTargets(2, 3);
    StepTargets second = new StepTargets(2, 3);

    objective.fill(batch, first);
    objective.fill(batch, second);

    assertThat(first.targetLogits(0)).isNotEqualTo(second.targetLogits(0));
    assertThat(first.targetLogits(1)).isEqualTo(second.targetLogits(1)).containsExactly(1, 2, 3);
  }

  @Test
  void shouldLetAForgetRowCountItsWeight() {
    SftcObjective objective =
        new SftcObjective(
            UnlearningRows.of(new int[] {0}, new int[] {1}),
            Parity.teacher(new int[] {0}, new float[][] {{1, 2, 3}}),
            (step, ordinals, labels) -> new float[][] {{ordinals[0], labels[0], 7}},
            2.5);
    StepTargets targets = new StepTargets(2, 3);

    objective.fill(new Batch(0, 0, new int[] {1, 0}, new int[] {2, 1}), targets);

    assertThat(targets.distillationWeight(0)).isEqualTo(1.25f);
    assertThat(targets.distillationWeight(1)).isEqualTo(0.5f);
    assertThat(targets.targetLogits(0)).containsExactly(1, 2, 7);
    assertThat(targets.crossEntropyWeight(0)).isZero();
  }

  private static StepTargets fill(int[] labels, int[] pseudoLabels, float[][] teacher) {
    int[] retain = IntStream.range(0, labels.length).filter(i -> pseudoLabels[i] == 0).toArray();
    int[] forget = IntStream.range(0, labels.length).filter(i -> pseudoLabels[i] == 1).toArray();
    float[][] retainTeacher =
        IntStream.of(retain).mapToObj(i -> teacher[i]).toArray(float[][]::new);
    StepTargets targets = new StepTargets(labels.length, teacher[0].length);
    int[] ordinals = IntStream.range(0, labels.length).toArray();
    objective(
            with(retain, SPARE_RETAIN), with(forget, SPARE_FORGET), with(retainTeacher, teacher[0]))
        .fill(new Batch(0, 0, ordinals, labels), targets);
    return targets;
  }

  private static SftcObjective objective(int[] retain, int[] forget, float[][] teacher) {
    return new SftcObjective(
        UnlearningRows.of(retain, forget),
        Parity.teacher(retain, teacher),
        new BiasedGenerator(
            teacher[0].length, 0, ConfusionRounding.CARRIED, new SplittableRandom(3)),
        1);
  }

  private static int[] with(int[] rows, int another) {
    return IntStream.concat(IntStream.of(rows), IntStream.of(another)).toArray();
  }

  private static float[][] with(float[][] rows, float[] another) {
    return Stream.concat(Stream.of(rows), Stream.of(another)).toArray(float[][]::new);
  }
}
