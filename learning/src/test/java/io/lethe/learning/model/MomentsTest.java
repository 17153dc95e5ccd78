// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void shouldDivideByTheNumberOfValues() {
    assertThat(Moments.of(new double[] {2, 4, 4, 4, 5, 5, 7, 9})).isEqualTo(new Moments(5, 2));
    assertThat(Moments.of(new double[] {3})).isEqualTo(new Moments(3, 0));
  }

  @Test
  void shouldRefuseNoValues() {
    assertThatThrownBy(() -> Moments.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no numbers to take the mean of");
  }
}
