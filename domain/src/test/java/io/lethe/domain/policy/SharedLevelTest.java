// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedLevelTest {

  /** Quantiles: {@code erfc(z / sqrt 2) / 2 = 0.025 / 2^j}, inverted by bisection in Python. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.95, 1.959963985",
    "1, 0.975, 2.241402728",
    "2, 0.9875, 2.497705474",
    "3, 0.99375, 2.734368787",
    "10, 0.999951171875, 4.061166532"
  })
  void shouldHalveWhatIsLeftWithEveryVerdictAndWidenByNoMoreThanAFewPerCentTooMuch(
      int before, double confidence, double quantile) {
    SharedLevel level = new SharedLevel(before);

    assertThat(level.confidence()).isCloseTo(confidence, within(1e-8));
    assertThat(level.widening() * 1.959963984540054).isBetween(quantile - 1e-8, quantile * 1.03);
  }

  @Test
  void shouldNeverSpendMoreThanOneInTwenty() {
    double spent =
        IntStream.range(0, 40)
            .mapToDouble(before -> (1 - new SharedLevel(before).confidence()) / 2)
            .sum();

    assertThat(spent).isLessThanOrEqualTo(0.05);
    assertThat(new SharedLevel(Integer.MAX_VALUE).confidence()).isLessThan(1);
  }

  @Test
  void shouldRefuseFewerVerdictsThanNone() {
    assertThatThrownBy(() -> new SharedLevel(-1)).hasMessageContaining("-1");
  }
}
