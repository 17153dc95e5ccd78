// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestFiguresTest {

  @Test
  void shouldTakeWhatAModelCanHave() {
    assertThatCode(() -> new TestFigures(0, 0, -40, 0.001)).doesNotThrowAnyException();
    assertThatCode(() -> new TestFigures(1, 80, 40, 30)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "1.01, 0.3, 3, 3, accuracy is 1.01",
    "-0.1, 0.3, 3, 3, accuracy is -0.1",
    "NaN, 0.3, 3, 3, accuracy is NaN",
    "0.9, -1, 3, 3, loss is -1.0",
    "0.9, NaN, 3, 3, loss is NaN",
    "0.9, Infinity, 3, 3, loss is Infinity",
    "0.9, 0.3, NaN, 3, margin is NaN",
    "0.9, 0.3, -Infinity, 3, margin is -Infinity",
    "0.9, 0.3, 3, 0, marginSpread is 0.0",
    "0.9, 0.3, 3, NaN, marginSpread is NaN",
    "0.9, 0.3, 3, Infinity, marginSpread is Infinity"
  })
  void shouldRefuseWhatNoModelCanHave(
      double accuracy, double loss, double margin, double spread, String message) {
    assertThatThrownBy(() -> new TestFigures(accuracy, loss, margin, spread))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
