// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.unlearning.AlgorithmUnfitException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarginCalibrationTest {
  private static final int ROWS = 400;
  private static final int CLASSES = 10;

  private static Logits noise(long seed, double spread) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[ROWS * CLASSES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian(0, spread);
    }
    return new Logits(values, ROWS, CLASSES);
  }

  private static int[] labels() {
    int[] labels = new int[ROWS];
    Arrays.setAll(labels, i -> i % CLASSES);
    return labels;
  }

  @Test
  void shouldGiveTheMarginsTheMeanAndSpreadOfTheFigures() {
    TestFigures figures = new TestFigures(0.88, 0.36, 3.5, 3.2);

    for (double spread : new double[] {0.3, 1, 5}) {
      Logits outputs = noise(1, spread);
      MarginCalibration fitted = MarginCalibration.fit(outputs, labels(), figures);
      double[] margins = LogOdds.of(fitted.apply(outputs, labels()), labels());

      double mean = Arrays.stream(margins).average().orElseThrow();
      double variance =
          Arrays.stream(margins).map(m -> (m - mean) * (m - mean)).average().orElseThrow();
      assertThat(mean).isCloseTo(3.5, within(1e-4));
      assertThat(Math.sqrt(variance)).isCloseTo(3.2, within(1e-4));
    }
  }

  @Test
  void shouldLeaveOutputsAloneThatScatterAsTheyShould() {
    Logits outputs = noise(2, 2);
    double[] margins = LogOdds.of(outputs, labels());
    double mean = Arrays.stream(margins).average().orElseThrow();
    double spread =
        Math.sqrt(Arrays.stream(margins).map(m -> (m - mean) * (m - mean)).average().orElseThrow());

    MarginCalibration fitted =
        MarginCalibration.fit(outputs, labels(), new TestFigures(0.1, 3, mean, spread));

    assertThat(fitted.scale()).isCloseTo(1, within(1e-6));
    assertThat(fitted.lift()).isCloseTo(0, within(1e-5));
  }

  @Test
  void shouldScaleEveryOutputAndLiftTheTrueClassAlone() {
    Logits moved =
        new MarginCalibration(2, 0.5)
            .apply(new Logits(new float[] {1, -1, 3, 0, 0, 4}, 2, 3), new int[] {0, 2});

    assertThat(moved.row(0)).containsExactly(3, -2, 6);
    assertThat(moved.row(1)).containsExactly(0, 0, 9);
  }

  @Test
  void shouldRefuseATeacherThatSaysTheSameOfEveryRow() {
    Logits constant = new Logits(new float[ROWS * CLASSES], ROWS, CLASSES);

    assertThatThrownBy(
            () -> MarginCalibration.fit(constant, labels(), new TestFigures(0.88, 0.36, 3.5, 3.2)))
        .isInstanceOf(AlgorithmUnfitException.class)
        .hasMessage(
            "the parent's margin scatters by 3.2 on unseen samples, and scaling brings the"
                + " teacher's to no more than 0.0 and no less than 0.0: it says nearly the same of"
                + " every row, or is certain of all; let it learn longer or shorter, or take"
                + " another teacher");
  }

  @Test
  void shouldRefuseToStretchHardlyDifferentOutputsToNoise() {
    Logits alike = noise(3, 0.001);

    assertThatThrownBy(
            () -> MarginCalibration.fit(alike, labels(), new TestFigures(0.88, 0.36, 3.5, 3.2)))
        .isInstanceOf(AlgorithmUnfitException.class)
        .hasMessageContaining("scaling brings the teacher's to no more than 0.0");
  }
}
