// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleAndCalibrationTest {

  @Test
  void shouldStandardiseByTheUnseenSamplesOfTheClass() {
    ClassScale scale = ClassScale.of(new double[] {1, 3, 10, 10, 5}, new int[] {0, 0, 1, 1, 2}, 4);

    double[] scores = scale.standardise(new double[] {2, 4, 11, 5, 0}, new int[] {0, 0, 1, 2, 3});

    assertThat(scores[0]).isZero();
    assertThat(scores[1]).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(scores[2]).as("all alike").isNaN();
    assertThat(scores[3]).as("one sample").isNaN();
    assertThat(scores[4]).as("no sample").isNaN();
  }

  @Test
  void shouldSumTheCalibrationErrorOverBins() {
    double[][] probabilities = {{.95, .05}, {.9, .1}, {.6, .4}, {.55, .45}, {.3, .7}};

    double[] errors = Calibration.errors(probabilities, new double[] {1, 0, 1, 0, 1});

    double sum = 0;
    for (double error : errors) {
      sum += error;
    }
    assertThat(sum / errors.length).isCloseTo(0.44, within(1e-12)); // numpy
  }
}
