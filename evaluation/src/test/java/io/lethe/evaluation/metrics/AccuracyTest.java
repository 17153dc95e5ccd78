// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccuracyTest {

  @Test
  void shouldCountTheLargestOutputAndTheFirstOfEquals() {
    double[][] outputs = {{0.1, 0.9}, {0.5, 0.5}, {0.5, 0.5}, {3, -3}};

    assertThat(Accuracy.hits(outputs, new int[] {1, 0, 1, 1})).containsExactly(1, 1, 0, 0);
  }

  @Test
  void shouldRefuseOutputsWithoutLabels() {
    assertThatThrownBy(() -> Accuracy.hits(new double[2][2], new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 outputs and 1 labels");
  }
}
