// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionMeasuresTest {
  private static final WeightedSample ONE = alone(0.1, 0.4, 0.4, 0.9, 1.5, 2.0);
  private static final WeightedSample OTHER = alone(0.0, 0.3, 0.4, 0.8, 0.8, 1.0, 1.1, 3.0);

  @Test
  void shouldMeasureTheDistanceAsScipyDoes() {
    assertThat(KolmogorovSmirnov.distance(ONE, OTHER).value())
        .isCloseTo(0.20833333333333334, within(1e-12));
  }

  @Test
  void shouldMeasureTheAreaAsScikitLearnDoesAndItsErrorAsDeLong() {
    Estimate area = RankingPower.area(ONE, OTHER);

    assertThat(area.value()).isCloseTo(0.5208333333333333, within(1e-12));
    assertThat((area.interval().high() - area.interval().low()) / 2 / 1.959963984540054)
        .isCloseTo(0.1708188147140632, within(1e-12)); // numpy
  }

  @Test
  void shouldSeeNoDistanceBetweenEqualSamplesAndAWholeOneBetweenThoseApart() {
    assertThat(KolmogorovSmirnov.distance(ONE, ONE).value()).isZero();
    assertThat(RankingPower.area(ONE, ONE).value()).isCloseTo(0.5, within(1e-12));
    WeightedSample above = alone(4, 5, 6);

    assertThat(KolmogorovSmirnov.distance(above, ONE).value()).isCloseTo(1, within(1e-12));
    assertThat(RankingPower.area(above, ONE).value()).isCloseTo(1, within(1e-12));
    assertThat(RankingPower.area(above, ONE).interval().high()).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldCountSamplesByTheirWeights() {
    WeightedSample weighted =
        new WeightedSample(
            new double[] {0, 1, 2}, new double[] {0.5, 0.25, 0.25}, new int[] {0, 1, 2});
    WeightedSample spelledOut = alone(0, 0, 1, 2);

    assertThat(KolmogorovSmirnov.distance(weighted, OTHER).value())
        .isCloseTo(KolmogorovSmirnov.distance(spelledOut, OTHER).value(), within(1e-12));
    assertThat(RankingPower.area(weighted, OTHER).value())
        .isCloseTo(RankingPower.area(spelledOut, OTHER).value(), within(1e-12));
  }

  @Test
  void shouldBeLessSureOfPeopleThanOfAsManySamplesOfDifferentPeople() {
    WeightedSample alike =
        WeightedSample.even(
            new double[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2});
    WeightedSample apart = alone(alike.values());

    assertThat(width(KolmogorovSmirnov.distance(alike, OTHER)))
        .isGreaterThan(width(KolmogorovSmirnov.distance(apart, OTHER)));
    assertThat(width(RankingPower.area(alike, OTHER)))
        .isGreaterThan(width(RankingPower.area(apart, OTHER)));
  }

  @Test
  void shouldMeasureWhetherPeopleDifferAsScipyDoes() {
    Estimate ratio =
        Heterogeneity.of(
            new double[] {0.2, 0.5, 0.9, 1.1, 1.4, -0.3, 0.1, 0.0, 0.6, 0.7},
            new int[] {0, 0, 0, 1, 1, 2, 2, 2, 2, 3});

    assertThat(ratio.value()).isCloseTo(5.070725995316153, within(1e-9));
    assertThat(ratio.interval().low()).isCloseTo(0.6256188009733317, within(1e-9));
    assertThat(ratio.interval().high()).isCloseTo(41.09892810058155, within(1e-7));
  }

  @Test
  void shouldFindAFifthOfThePeopleThatWereKeptAndNobodyWhereAllWereForgotten() {
    SplittableRandom random = new SplittableRandom(3);
    int[] people = IntStream.range(0, 300).map(i -> i / 5).toArray();
    double sum = 0;
    int tries = 40;
    for (int i = 0; i < tries; i++) {
      double[] alike = new double[people.length];
      Arrays.setAll(alike, j -> random.nextGaussian());
      double[] someKept = alike.clone();
      Arrays.setAll(someKept, j -> alike[j] + (people[j] % 5 == 0 ? 1.5 : 0));

      sum += Heterogeneity.of(alike, people).value();
      assertThat(Heterogeneity.of(someKept, people).interval().low()).isGreaterThan(1);
    }
    assertThat(sum / tries).isCloseTo(1, within(0.1));
  }

  @Test
  void shouldNotJudgePeopleWithOneSampleEachNorFewerThanThree() {
    assertThat(Heterogeneity.of(new double[] {1, 2, 3}, new int[] {0, 1, 2}).value()).isNaN();
    assertThat(Heterogeneity.of(new double[] {1, 2, 3, 4}, new int[] {0, 0, 1, 1}).value()).isNaN();
    assertThat(Heterogeneity.of(new double[0], new int[0]).value()).isNaN();
    assertThat(Heterogeneity.of(new double[] {1, 1, 1, 1}, new int[] {0, 0, 1, 2}).value()).isNaN();
  }

  private static double width(Estimate estimate) {
    return estimate.interval().high() - estimate.interval().low();
  }

  private static WeightedSample alone(double... values) {
    return WeightedSample.even(values, IntStream.range(0, values.length).toArray());
  }
}
