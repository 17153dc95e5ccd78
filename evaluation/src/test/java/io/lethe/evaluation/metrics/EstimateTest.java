// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void shouldCutWhatLiesARoundingErrorOutside() {
    Estimate above = Estimate.normal(1.0000000000000002, 0).within(0, 1);
    Estimate below = Estimate.normal(-1e-17, 0).within(0, 1);

    assertThat(above).isEqualTo(new Estimate(1, new Interval(1, 1)));
    assertThat(below).isEqualTo(new Estimate(0, new Interval(0, 0)));
  }

  @Test
  void shouldCutTheEndsOfAnIntervalAlone() {
    Estimate cut = Estimate.normal(0.9, 0.1).within(0, 1);

    assertThat(cut.value()).isEqualTo(0.9);
    assertThat(cut.interval().high()).isEqualTo(1);
    assertThat(cut.interval().low()).isBetween(0.7, 0.71);
  }

  @Test
  void shouldLeaveWhatIsUndefined() {
    assertThat(Estimate.undefined().within(0, 1).value()).isNaN();
  }

  /** Elevenths do not add up to 1. */
  @Test
  void shouldTellApartWhatLiesWhollyApartWhateverItsWeightsAddUpTo() {
    for (int samples = 1; samples < 60; samples++) {
      double[] low = new double[samples];
      double[] high = new double[samples];
      int[] clusters = new int[samples];
      for (int i = 0; i < samples; i++) {
        low[i] = i;
        high[i] = 100 + i;
        clusters[i] = i;
      }
      assertThat(
              RankingPower.area(
                      WeightedSample.even(high, clusters), WeightedSample.even(low, clusters))
                  .value())
          .isCloseTo(1, within(1e-12))
          .isLessThanOrEqualTo(1);
    }
  }
}
