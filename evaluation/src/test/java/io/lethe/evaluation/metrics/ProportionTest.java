// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

  @Test
  void shouldGiveWilsonsInterval() {
    // Wilson without continuity correction of 81 of 263 (Newcombe 1998, table I): 0.2553 to 0.3662
    Interval interval = Proportion.of(81, 263).wilson();

    assertThat(interval.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(interval.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void shouldKeepWilsonsIntervalInsideZeroToOne() {
    assertThat(Proportion.of(0, 20).wilson().low()).isZero();
    assertThat(Proportion.of(0, 20).wilson().high()).isCloseTo(0.1611, within(5e-5));
    assertThat(Proportion.of(20, 20).wilson().high()).isEqualTo(1);
  }

  @Test
  void shouldGiveNewcombesIntervalOfADifference() {
    // Newcombe 1998, method 10, 56/70 - 48/80: 0.0524 to 0.3339
    Interval interval = Proportion.of(56, 70).minusInterval(Proportion.of(48, 80));

    assertThat(interval.low()).isCloseTo(0.0524, within(5e-5));
    assertThat(interval.high()).isCloseTo(0.3339, within(5e-5));
  }

  @Test
  void shouldWeightSamplesAndCountTheirEffectiveNumber() {
    Proportion equal =
        Proportion.weighted(new double[] {1, 0, 1, 1}, new double[] {.25, .25, .25, .25});
    Proportion skewed = Proportion.weighted(new double[] {1, 0}, new double[] {0.9, 0.1});

    assertThat(equal.value()).isCloseTo(0.75, within(1e-12));
    assertThat(equal.n()).isCloseTo(4, within(1e-9));
    assertThat(skewed.value()).isCloseTo(0.9, within(1e-12));
    assertThat(skewed.n()).isCloseTo(1 / 0.82, within(1e-9));
  }

  @Test
  void shouldBeUndefinedWithoutSamplesOrWeights() {
    assertThat(Proportion.of(0, 0).value()).isNaN();
    assertThat(Proportion.mean(new double[0]).value()).isNaN();
    assertThat(Proportion.weighted(new double[] {1}, new double[] {Double.NaN}).value()).isNaN();
    assertThat(Proportion.undefined().wilson().low()).isNaN();
    assertThat(Proportion.of(1, 2).minusInterval(Proportion.undefined()).high()).isNaN();
  }

  @Test
  void shouldRefuseSharesThatAreNone() {
    assertThatThrownBy(() -> new Proportion(1.1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> new Interval(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
