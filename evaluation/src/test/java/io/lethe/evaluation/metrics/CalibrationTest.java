// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {

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
