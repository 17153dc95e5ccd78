// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.Moments;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.sftc.TeacherCalibration.Answers;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TeacherCalibrationTest {
  private static final int CLASSES = 4;
  private static final int HELD = 400;
  private static final int FORGET = 60;
  private static final TestFigures FIGURES = new TestFigures(0.88, 0.36, 3.5, 3.2);

  private final int[] heldLabels = labels(HELD);
  private final int[] forgetLabels = labels(FORGET);
  private final TeacherCalibration calibration =
      new TeacherCalibration(FIGURES, heldLabels, forgetLabels);

  @Test
  void shouldMoveHeldRowsToTheFiguresAndTheOthersByAsMuch() {
    Answers said = new Answers(outputs(HELD, 1.2, 1), outputs(FORGET, -2, 2));

    Answers moved = calibration.calibrated(said);

    assertThat(margins(moved.held(), heldLabels).mean()).isCloseTo(3.5, within(1e-4));
    assertThat(margins(moved.held(), heldLabels).deviation()).isCloseTo(3.2, within(1e-4));
    assertThat(margins(moved.forget(), forgetLabels).mean()).isLessThan(3.5 - 2);
  }

  @Test
  void shouldBlendRowByRowAndLeaveTheWholeToTheTeacher() {
    Answers teacher =
        calibration.calibrated(new Answers(outputs(HELD, 1.2, 1), outputs(FORGET, -2, 2)));
    Answers parent = new Answers(outputs(HELD, 6, 3), outputs(FORGET, 5, 4));

    Answers blended = calibration.blended(teacher, parent);

    assertThat(margins(blended.held(), heldLabels).mean()).isCloseTo(3.5, within(1e-4));
    assertThat(margins(blended.held(), heldLabels).deviation()).isCloseTo(3.2, within(1e-4));
    assertThat(margins(blended.forget(), forgetLabels).mean())
        .isCloseTo(margins(teacher.forget(), forgetLabels).mean(), within(1e-4));
    double[] mixed = LogOdds.of(blended.forget(), forgetLabels);
    assertThat(correlation(mixed, LogOdds.of(parent.forget(), forgetLabels))).isGreaterThan(0.4);
    assertThat(correlation(mixed, LogOdds.of(teacher.forget(), forgetLabels))).isGreaterThan(0.4);
  }

  @Test
  void shouldRefuseATeacherThatOnlyGuesses() {
    assertThatCode(
            () ->
                calibration.requireLearnt(new Answers(outputs(HELD, 2, 1), outputs(FORGET, 0, 2))))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                calibration.requireLearnt(new Answers(outputs(HELD, 0, 1), outputs(FORGET, 0, 2))))
        .isInstanceOf(AlgorithmUnfitException.class)
        .hasMessageContaining("no more than guessing may (0.29330")
        .hasMessageContaining("teacher_epochs");
  }

  @Test
  void shouldRefuseRowsThatAreUnlikeThoseThatStay() {
    Logits held = outputs(HELD, 3, 1);

    assertThatCode(() -> calibration.requireLikeOthers(new Answers(held, outputs(FORGET, 3, 2))))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> calibration.requireLikeOthers(new Answers(held, outputs(FORGET, 1, 2))))
        .isInstanceOf(AlgorithmUnfitException.class)
        .hasMessageContaining("unlike those that stay")
        .hasMessageContaining("(at most 0.387")
        .hasMessageContaining("use retrain");
  }

  @Test
  void shouldCompareRowsWithTheirOwnClassAlone() {
    // Rows of one class, which is harder than the others for the rows held back as well
    Logits held = harderClass(outputs(HELD, 3, 1), heldLabels);
    int[] oneClass = new int[FORGET];
    TeacherCalibration ofOneClass = new TeacherCalibration(FIGURES, heldLabels, oneClass);
    float[] forget = new float[FORGET * CLASSES];
    for (int row = 0; row < FORGET; row++) {
      System.arraycopy(held.row(row * CLASSES), 0, forget, row * CLASSES, CLASSES);
    }

    assertThatCode(
            () ->
                ofOneClass.requireLikeOthers(
                    new Answers(held, new Logits(forget, FORGET, CLASSES))))
        .doesNotThrowAnyException();
  }

  private static Logits harderClass(Logits logits, int[] labels) {
    float[] values = new float[logits.rows() * CLASSES];
    for (int row = 0; row < labels.length; row++) {
      for (int c = 0; c < CLASSES; c++) {
        boolean harder = labels[row] == 0 && c == 0;
        values[row * CLASSES + c] = logits.row(row)[c] - (harder ? 4 : 0);
      }
    }
    return new Logits(values, labels.length, CLASSES);
  }

  private static int[] labels(int rows) {
    return IntStream.range(0, rows).map(row -> row % CLASSES).toArray();
  }

  /** Normal outputs whose true class is ahead by so much. */
  private static Logits outputs(int rows, double ahead, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * CLASSES];
    for (int i = 0; i < values.length; i++) {
      boolean isTrue = i % CLASSES == i / CLASSES % CLASSES;
      values[i] = (float) (random.nextGaussian() * 2 + (isTrue ? ahead : 0));
    }
    return new Logits(values, rows, CLASSES);
  }

  private static Moments margins(Logits logits, int[] labels) {
    return Moments.of(LogOdds.of(logits, labels));
  }

  private static double correlation(double[] one, double[] other) {
    Moments a = Moments.of(one);
    Moments b = Moments.of(other);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - a.mean()) * (other[i] - b.mean());
    }
    return sum / one.length / a.deviation() / b.deviation();
  }
}
