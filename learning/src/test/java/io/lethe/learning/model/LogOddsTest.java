// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogOddsTest {
  private static final double[][] LOGITS = {{2, -1, 0.5}, {0, 0, 0}, {-30, 40, 2}};
  private static final int[] LABELS = {0, 1, 0};

  @Test
  void shouldGiveTheLogOddsOfTheTrueClassAlsoWhereItsProbabilityRoundsToZero() {
    assertThat(LogOdds.of(LOGITS, LABELS)) // mpmath
        .containsExactly(new double[] {1.29858672201725, -0.693147180559945, -70}, within(1e-12));
  }

  @Test
  void shouldGiveTheCrossEntropyOfTheMargins() {
    assertThat(LogOdds.losses(LogOdds.of(LOGITS, LABELS))) // mpmath
        .containsExactly(new double[] {0.241311296657157, 1.09861228866811, 70}, within(1e-12));
    assertThat(LogOdds.losses(new double[] {800, -800})).containsExactly(0, 800);
  }

  @Test
  void shouldRefuseAModelOfOneClass() {
    assertThatThrownBy(() -> LogOdds.of(new double[][] {{1}}, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 class");
  }
}
