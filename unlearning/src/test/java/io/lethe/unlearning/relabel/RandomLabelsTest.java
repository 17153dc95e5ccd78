// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.GraphLoss;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.RowStatistics;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningRows;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomLabelsTest {
  private static final int ROWS = 6_000;

  @Test
  void shouldDrawEveryWrongLabelAsOftenAndNeverTheTrueOne() {
    int[] forget = IntStream.range(0, ROWS).toArray();

    TeacherLogits wrong = WrongLabels.draw(forget, row -> 2, 4, 7);

    int[] drawn = new int[4];
    for (int row : forget) {
      drawn[RowStatistics.argmax(wrong.of(row))]++;
    }
    assertThat(drawn[2]).isZero();
    // 2,000 expected with a standard deviation of 37
    assertThat(new int[] {drawn[0], drawn[1], drawn[3]})
        .satisfies(
            counts -> {
              for (int count : counts) {
                assertThat(count).isBetween(1_850, 2_150);
              }
            });
  }

  @Test
  void shouldDrawByTheSeedAlone() {
    int[] forget = IntStream.range(10, 60).toArray();

    int[] first = drawn(WrongLabels.draw(forget, row -> row % 10, 10, 1), forget);

    assertThat(drawn(WrongLabels.draw(forget, row -> row % 10, 10, 1), forget)).isEqualTo(first);
    assertThat(drawn(WrongLabels.draw(forget, row -> row % 10, 10, 2), forget)).isNotEqualTo(first);
  }

  @Test
  void shouldTakeTheOtherLabelWhereThereAreTwo() {
    TeacherLogits wrong = WrongLabels.draw(new int[] {3, 4}, row -> row - 3, 2, 5);

    assertThat(wrong.of(3)).containsExactly(0, WrongLabels.CERTAIN);
    assertThat(wrong.of(4)).containsExactly(WrongLabels.CERTAIN, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldRefuseToDrawWhereNoLabelIsWrong(int classes) {
    assertThatThrownBy(() -> WrongLabels.draw(new int[] {0}, row -> 0, classes, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes is " + classes + "; a wrong label needs at least 2");
  }

  @Test
  void shouldRefuseALabelThatTheModelDoesNotKnow() {
    assertThatThrownBy(() -> WrongLabels.draw(new int[] {0}, row -> 3, 3, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Two rows to keep, one to forget; student logits ln 1, ln 2, ln 5 make 1/8, 2/8, 5/8. */
  @Test
  void shouldBeTheCrossEntropyOfTheRelabelledBatch() {
    float[] student = {0, (float) Math.log(2), (float) Math.log(5)};
    int[] labels = {0, 2, 1};
    RelabelObjective objective =
        new RelabelObjective(
            UnlearningRows.of(new int[] {20, 22}, new int[] {21}),
            Parity.teacher(new int[] {21}, new float[][] {{0, WrongLabels.CERTAIN, 0}}),
            1.5);
    StepTargets targets = new StepTargets(3, 3);

    objective.fill(new Batch(0, 0, new int[] {20, 21, 22}, labels), targets);

    GraphLoss loss = GraphLoss.of(new float[][] {student, student, student}, labels, targets, 1);
    assertThat(loss.crossEntropy())
        .isCloseTo((-Math.log(1 / 8.0) - Math.log(2 / 8.0)) / 3, within(1e-6));
    assertThat(loss.distillation()).isCloseTo(-1.5 * Math.log(2 / 8.0) / 3, within(1e-6));
    assertThat(loss.gradient()[1])
        .containsExactly(new double[] {0.5 / 8, 0.5 * (2 / 8.0 - 1), 0.5 * 5 / 8}, within(1e-6));
    assertThat(targets.crossEntropyWeight(1)).isZero();
    assertThat(targets.distillationWeight(0)).isZero();
  }

  private static int[] drawn(TeacherLogits wrong, int[] rows) {
    return IntStream.of(rows).map(row -> RowStatistics.argmax(wrong.of(row))).toArray();
  }
}
