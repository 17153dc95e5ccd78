// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassScaleTest {

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
}
