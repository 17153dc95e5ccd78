// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static io.lethe.domain.policy.GateRule.INTERVAL_WITHIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleNeedTest {
  private static final Requirement MARGIN =
      Requirement.within(GateCriterion.FORGET_MARGIN, INTERVAL_WITHIN, 0.2);
  private static final Requirement PEOPLE =
      Requirement.atMost(GateCriterion.FORGET_PEOPLE, INTERVAL_WITHIN, 2.5);
  private static final double SECOND = SharedLevel.FIRST.next().widening();

  @ParameterizedTest(name = "d {0} within {1} of it needs {2} times the samples at the same level")
  @CsvSource({
    "0, 0.2, 1",
    "0, 0.4, 4",
    "0.1, 0.1, 1",
    "0.1, 0.2, 4",
    "-0.1, 0.3, 9",
    "0, 0.1, 0.25"
  })
  void shouldGrowWithTheSquareOfTheHalfOverItsRoom(double value, double half, double expected) {
    double growth =
        MARGIN.growth(SharedLevel.FIRST, new Measured(value, value - half, value + half));

    assertThat(growth).isCloseTo(expected * SECOND * SECOND, within(1e-9));
  }

  @Test
  void shouldLookAtTheEndThatNeedsMost() {
    double growth = MARGIN.growth(SharedLevel.FIRST, new Measured(0.1, -0.05, 0.15));

    assertThat(Math.sqrt(growth)).isCloseTo(SECOND * 0.05 / 0.1, within(1e-9));
    assertThat(Math.sqrt(MARGIN.growth(SharedLevel.FIRST, new Measured(0, -0.4, 0.1))))
        .isCloseTo(SECOND * 2, within(1e-9));
  }

  @Test
  void shouldReckonRatiosOnTheScaleOfLogarithms() {
    double growth = PEOPLE.growth(SharedLevel.FIRST, new Measured(1.25, 0.5, 5));

    assertThat(Math.sqrt(growth)).isCloseTo(SECOND * Math.log(4) / Math.log(2), within(1e-9));
  }

  @ParameterizedTest(name = "{0} ({1} to {2})")
  @CsvSource({
    "0.2, 0.1, 0.3",
    "-0.25, -0.4, -0.1",
    "0.3, -0.1, 0.7",
    "0.01, NaN, NaN",
    "NaN, NaN, NaN",
    "1, NaN, NaN"
  })
  void shouldAskForNothingWhereMoreWouldNotShowIt(double value, double low, double high) {
    assertThat(MARGIN.growth(SharedLevel.FIRST, new Measured(value, low, high)))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(SampleNeed.of(100, DoubleStream.of(0.5, Double.POSITIVE_INFINITY))).isEmpty();
  }

  @Test
  void shouldAskForMoreTheMoreVerdictsWereGiven() {
    Measured measured = new Measured(0.05, -0.1, 0.2);

    assertThat(MARGIN.growth(new SharedLevel(3), measured))
        .isGreaterThan(MARGIN.growth(new SharedLevel(2), measured));
  }

  @Test
  void shouldAskForTwiceTheLeastNumberAndForMoreThanThereAre() {
    assertThat(SampleNeed.of(100, DoubleStream.of(0.4, 1.2345))).hasValue(247);
    assertThat(SampleNeed.of(100, DoubleStream.of(0.1))).hasValue(101);
    assertThat(SampleNeed.of(100, DoubleStream.empty())).isEmpty();
  }

  /** The mean of n draws, known to its standard error: the number asked for is enough, mostly. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldLetFourOfFivePassOfAValueThatStaysOnAverage(long seed) {
    Random random = new Random(seed);
    int trials = 4000;
    int n = 100;
    double spread = 1.5;
    double half = 1.959964 * spread / Math.sqrt(n);
    long asked =
        SampleNeed.of(n, DoubleStream.of(MARGIN.growth(SharedLevel.FIRST, measured(0.1, half))))
            .orElseThrow();
    double error = spread / Math.sqrt((double) asked);
    long passed =
        random
            .doubles(trials)
            .map(any -> 0.1 + error * random.nextGaussian())
            .mapToObj(value -> measured(value, 1.959964 * error))
            .map(each -> MARGIN.judge(MARGIN.at(SharedLevel.FIRST.next(), each)))
            .filter(GateOutcome.PASS::equals)
            .count();

    assertThat((double) passed / trials).isBetween(0.75, 0.9);
  }

  private static Measured measured(double value, double half) {
    return new Measured(value, value - half, value + half);
  }
}
