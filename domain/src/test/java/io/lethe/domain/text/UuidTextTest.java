// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class UuidTextTest {
  @Test
  void shouldCompareIdsWithoutTheCaseOfTheirLetters() {
    assertThat(UuidText.compared("7B0F7F0E-8a52-4f0e-9B39-0a6ff1d1a003"))
        .contains("7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "1-1-1-1-1",
        "7b0f7f0e8a524f0e9b390a6ff1d1a003",
        "{7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003}",
        " 7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003",
        "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003\n",
        "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a00",
        "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a00g",
        "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a00\u0663" // a digit, but none of these sixteen
      })
  void shouldTakeTheUsualFormAlone(String text) {
    assertThat(UuidText.isOne(text)).isFalse();
    assertThat(UuidText.compared(text)).isEmpty();
  }
}
