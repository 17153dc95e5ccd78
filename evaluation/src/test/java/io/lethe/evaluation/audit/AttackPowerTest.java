// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttackPowerTest {

  @Test
  void shouldCountTheShareAboveTheThresholdThatLetsOneInAHundredThrough() {
    // Negatives 0 .. 199: two may pass, so the threshold is 197; 3 of 4 positives lie above.
    double[] negatives = numbers(200);

    AttackPower power = AttackPower.of(new double[] {197, 197.5, 198, 500}, negatives);

    assertThat(power.atOnePercent()).hasValue(0.75);
    assertThat(power.positives()).isEqualTo(4);
    assertThat(power.negatives()).isEqualTo(200);
    // Below: 197 and a half, 198, 198 and a half, 200.
    assertThat(power.area()).isCloseTo((197.5 + 198 + 198.5 + 200) / 800, within(1e-12));
  }

  @Test
  void shouldGiveNoRateForLessThanOneNegative() {
    AttackPower few = AttackPower.of(new double[] {1}, numbers(99));
    AttackPower enough = AttackPower.of(new double[] {1}, numbers(1000));

    assertThat(few.atOnePercent()).isEmpty();
    assertThat(few.atOnePerMille()).isEmpty();
    assertThat(enough.atOnePercent()).hasValue(0);
    assertThat(enough.atOnePerMille()).hasValue(0);
  }

  @Test
  void shouldNotLetTiedNegativesThrough() {
    double[] alike = new double[100];

    assertThat(AttackPower.of(alike, alike).atOnePercent()).hasValue(0);
    assertThat(AttackPower.of(alike, alike).area()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void shouldRefuseWhatHasNoCurve() {
    assertThatThrownBy(() -> AttackPower.of(new double[0], new double[] {1}))
        .hasMessageContaining("0 scores of positives and 1 of negatives");
    assertThatThrownBy(() -> AttackPower.of(new double[] {Double.NaN}, new double[] {1}))
        .hasMessageContaining("must be numbers");
  }

  @Test
  void shouldTakeRowsWhoseMarginFellForForgottenOnes() {
    DifferenceAttack.Pair forgotten = new DifferenceAttack.Pair(of(5, 5, 5), of(1, 4, 5));
    DifferenceAttack.Pair retained = new DifferenceAttack.Pair(of(5, 0), of(5, 2));

    // Falls 4, 1, 0 against 0, -2: all of 6 comparisons won but one that ties.
    assertThat(DifferenceAttack.area(forgotten, retained)).isCloseTo(5.5 / 6, within(1e-12));
    assertThat(DifferenceAttack.area(retained, forgotten)).isCloseTo(0.5 / 6, within(1e-12));
    assertThatThrownBy(() -> new DifferenceAttack.Pair(of(1), of(1, 2)))
        .hasMessageContaining("model 1 has margins of 2 rows");
  }

  private static double[] numbers(int count) {
    return IntStream.range(0, count).asDoubleStream().toArray();
  }

  private static double[] of(double... values) {
    return values;
  }
}
