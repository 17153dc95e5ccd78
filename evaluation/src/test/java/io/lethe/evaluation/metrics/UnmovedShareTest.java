// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnmovedShareTest {
  private static final int SAMPLES = 5;

  /** As fashion-mini's samples move in the default ladder's first rung. */
  private static double stays(Random random) {
    return 0.02 + 0.18 * random.nextGaussian();
  }

  private static double forgotten(Random random) {
    return -0.22 + 0.37 * random.nextGaussian();
  }

  private static WeightedSample those(Random random, int size) {
    return WeightedSample.even(
        IntStream.range(0, size).mapToDouble(i -> stays(random)).toArray(),
        IntStream.range(0, size).toArray());
  }

  private static Estimate share(long seed, int people, int kept) {
    Random random = new Random(seed);
    double[] moved =
        IntStream.range(0, people * SAMPLES)
            .mapToDouble(i -> i / SAMPLES < kept ? stays(random) : forgotten(random))
            .toArray();
    return UnmovedShare.of(
        those(random, 2000),
        moved,
        IntStream.range(0, moved.length).map(i -> i / SAMPLES).toArray());
  }

  @Test
  void shouldFindTheShareOfPeopleWhoWereLeftAsTheyWere() {
    for (int kept : new int[] {0, 24, 60}) {
      double mean =
          IntStream.range(0, 10)
              .mapToDouble(seed -> share(seed, 120, kept).value())
              .average()
              .orElseThrow();
      assertThat(mean).as(kept + " of 120").isBetween(kept / 120.0 - 0.06, kept / 120.0 + 0.06);
    }
  }

  /** The truth lies within nineteen of twenty times, and a fifth is told from nobody. */
  @Test
  void shouldHoldItsLevelAndTellAFifthFromNobody() {
    int covered = 0;
    int nobodyBelowAFifth = 0;
    int fifthBelowAFifth = 0;
    for (int seed = 0; seed < 40; seed++) {
      Estimate fifth = share(seed, 120, 24);
      Estimate nobody = share(1000 + seed, 120, 0);
      covered += fifth.interval().low() <= 0.2 && fifth.interval().high() >= 0.2 ? 1 : 0;
      nobodyBelowAFifth += nobody.interval().high() <= 0.2 ? 1 : 0;
      fifthBelowAFifth += fifth.interval().high() <= 0.2 ? 1 : 0;
    }

    assertThat(covered).isGreaterThanOrEqualTo(36);
    assertThat(nobodyBelowAFifth).isGreaterThanOrEqualTo(36);
    assertThat(fifthBelowAFifth).isLessThanOrEqualTo(3);
  }

  @Test
  void shouldNotRuleOutThatAllWereKeptWhereNobodyMoved() {
    double[] nowhere = new double[300];

    Estimate estimate =
        UnmovedShare.of(
            WeightedSample.even(new double[1000], IntStream.range(0, 1000).toArray()),
            nowhere,
            IntStream.range(0, 300).map(i -> i / SAMPLES).toArray());

    assertThat(estimate.interval().high()).isEqualTo(1);
  }

  @Test
  void shouldTellNothingOfPeopleWithASampleEach() {
    Random random = new Random(3);
    double[] moved = IntStream.range(0, 300).mapToDouble(i -> forgotten(random)).toArray();

    Estimate estimate =
        UnmovedShare.of(those(random, 2000), moved, IntStream.range(0, 300).toArray());

    assertThat(estimate.interval().high()).isGreaterThan(0.2);
  }

  @Test
  void shouldBeUndefinedWithoutPeopleOrNumbers() {
    Random random = new Random(4);
    WeightedSample stay = those(random, 100);
    int[] people = {0, 0, 1, 1, 2, 2};

    assertThat(UnmovedShare.of(stay, new double[0], new int[0]).value()).isNaN();
    assertThat(UnmovedShare.of(stay, new double[4], new int[] {0, 0, 1, 1}).value()).isNaN();
    assertThat(UnmovedShare.of(stay, new double[] {0, 1, Double.NaN, 0, 1, 2}, people).value())
        .isNaN();
    assertThat(
            UnmovedShare.of(WeightedSample.even(new double[0], new int[0]), new double[6], people)
                .value())
        .isNaN();
  }
}
