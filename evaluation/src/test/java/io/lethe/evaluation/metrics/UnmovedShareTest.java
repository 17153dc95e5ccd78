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
            IntStream.range(0, moved.length).map(k -> k / SAMPLES).toArray())
        .share();
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
    UnmovedShare.Found found =
        UnmovedShare.of(
            WeightedSample.even(new double[1000], IntStream.range(0, 1000).toArray()),
            new double[300],
            IntStream.range(0, 300).map(i -> i / SAMPLES).toArray());

    assertThat(found.people()).isEqualTo(60);
    assertThat(found.share().interval().high()).isEqualTo(1);
  }

  /** The parts of the mixture are told by what a person's samples share. */
  @Test
  void shouldCompareNobodyWhoHasOneSample() {
    Random random = new Random(3);
    double[] moved = IntStream.range(0, 300).mapToDouble(i -> forgotten(random)).toArray();
    int[] singles = IntStream.range(0, 300).toArray();
    int[] pairs = singles.clone();
    pairs[1] = 0;
    pairs[3] = 2;

    assertThat(UnmovedShare.of(those(random, 2000), moved, singles).people()).isZero();
    assertThat(UnmovedShare.of(those(random, 2000), moved, pairs).people()).isZero();
    pairs[5] = 4;
    UnmovedShare.Found three = UnmovedShare.of(those(random, 2000), moved, pairs);
    assertThat(three.people()).isEqualTo(3);
    assertThat(three.share().interval().high()).isGreaterThan(0.3);
  }

  /** Else the density of the forgotten would be his alone. */
  @Test
  void shouldNotLetAPersonOfManySamplesStandForAll() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      int many = 500;
      double[] moved = new double[many + SAMPLES * 119];
      int[] people = new int[moved.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = forgotten(random) - (i < many ? 0.2 : 0);
        people[i] = i < many ? 0 : 1 + (i - many) / SAMPLES;
      }
      assertThat(UnmovedShare.of(those(random, 2000), moved, people).share().interval().low())
          .as("seed " + seed)
          .isLessThanOrEqualTo(0.05);
    }
  }

  @Test
  void shouldBeUndefinedWithoutPeopleOrNumbers() {
    Random random = new Random(4);
    WeightedSample stay = those(random, 100);
    int[] people = {0, 0, 1, 1, 2, 2};

    assertThat(UnmovedShare.of(stay, new double[0], new int[0]).people()).isZero();
    assertThat(UnmovedShare.of(stay, new double[4], new int[] {0, 0, 1, 1}).people()).isZero();
    UnmovedShare.Found broken =
        UnmovedShare.of(stay, new double[] {0, 1, Double.NaN, 0, 1, 2}, people);
    assertThat(broken.people()).isEqualTo(3);
    assertThat(broken.share().value()).isNaN();
    WeightedSample nobody = WeightedSample.even(new double[0], new int[0]);
    assertThat(UnmovedShare.of(nobody, new double[6], people).share().value()).isNaN();
  }
}
