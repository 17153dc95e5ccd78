// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextLimitTest {

  @ParameterizedTest
  @EnumSource(TextLimit.class)
  void shouldLeaveATextOfTheLimitAsItIsAndCutALongerOneToIt(TextLimit limit) {
    String longest = "x".repeat(limit.characters());

    assertThat(limit.cut(longest)).isSameAs(longest);
    assertThat(limit.holds(longest)).isTrue();
    assertThat(limit.holds(longest + "x")).isFalse();
    assertThat(limit.cut("x".repeat(700_000)))
        .hasSize(limit.characters())
        .startsWith("xxxx")
        .endsWith("… (700,000 characters)");
  }

  @Test
  void shouldNotCutAPairOfSurrogatesInTwo() {
    String cut = TextLimit.ALIAS.cut("a" + "\uD83D\uDE00".repeat(100));

    assertThat(cut.codePoints().filter(each -> each >= 0xD800 && each <= 0xDFFF)).isEmpty();
    assertThat(cut).hasSizeBetween(62, 63);
  }
}
