// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedSampleTest {
  private static final double[] VALUES = {0.2, 0.5, 0.9, 1.1, 1.4, -0.3, 0.1, 0.0, 0.6, 0.7};
  private static final int[] PEOPLE = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3};

  @Test
  void shouldGiveTheMeanWithItsErrorByPerson() {
    Mean mean = WeightedSample.even(VALUES, PEOPLE).mean();

    assertThat(mean.value()).isCloseTo(0.52, within(1e-12));
    assertThat(mean.error()).isCloseTo(0.25788886495284485, within(1e-12)); // numpy
  }

  @Test
  void shouldGiveTheUsualErrorWhereEverySampleStandsForItself() {
    int[] alone = IntStream.range(0, VALUES.length).toArray();

    WeightedSample sample = WeightedSample.even(VALUES, alone);

    assertThat(sample.mean().error()).isCloseTo(0.16719914938645938, within(1e-12)); // numpy
    assertThat(sample.effectiveSize()).isCloseTo(VALUES.length - 1, within(1e-9));
  }

  @Test
  void shouldCoverTheTruthNineteenTimesInTwentyWhereAPersonsSamplesAreAlike() {
    SplittableRandom random = new SplittableRandom(7);
    int covered = 0;
    int tries = 1000;
    for (int i = 0; i < tries; i++) {
      Interval interval = people(random, 60, 5).mean().estimate().interval();
      covered += interval.low() <= 0 && 0 <= interval.high() ? 1 : 0;
    }

    assertThat(covered / (double) tries).isBetween(0.93, 0.965);
  }

  @Test
  void shouldNotKnowAnErrorFromOnePersonAlone() {
    Estimate estimate =
        WeightedSample.even(new double[] {1, 2, 3}, new int[] {0, 0, 0}).mean().estimate();

    assertThat(estimate.value()).isEqualTo(2);
    assertThat(estimate.interval()).isEqualTo(Interval.undefined());
  }

  @Test
  void shouldBeUndefinedWithoutSamplesAndWithAValueOrWeightThatIsNoNumber() {
    int[] two = {0, 1};

    assertThat(WeightedSample.even(new double[0], new int[0]).mean().value()).isNaN();
    assertThat(WeightedSample.even(new double[] {1, Double.NaN}, two).mean().value()).isNaN();
    assertThat(
            new WeightedSample(new double[] {1, 2}, new double[] {Double.NaN, 1}, two)
                .mean()
                .value())
        .isNaN();
  }

  @Test
  void shouldRefuseSamplesThatLackAWeightOrAPerson() {
    assertThatThrownBy(() -> new WeightedSample(new double[2], new double[1], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values, 1 weights and 2 clusters");
  }

  /** Standard normal people, whose samples scatter about them as widely. */
  private static WeightedSample people(SplittableRandom random, int people, int samplesEach) {
    int[] person = IntStream.range(0, people * samplesEach).map(i -> i / samplesEach).toArray();
    double[] means = new double[people];
    Arrays.setAll(means, i -> random.nextGaussian());
    double[] values = new double[person.length];
    Arrays.setAll(values, i -> means[person[i]] + random.nextGaussian());
    return WeightedSample.even(values, person);
  }
}
