// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void shouldMeasureHowFarConfidencesLieApart() {
    Histogram one = Histogram.of(new double[] {0.1, 0.1, 0.1, 0.9});
    Histogram other = Histogram.of(new double[] {0.1, 0.5, 0.9, 0.9});

    assertThat(one.distanceTo(other)).isEqualTo(0.5);
    assertThat(one.distanceTo(one)).isZero();
  }

  @Test
  void shouldCountConfidencesIntoBins() {
    Histogram histogram = Histogram.of(new double[] {0, 0.049, 0.5, 1});

    assertThat(histogram.shares().get(0)).isEqualTo(0.5);
    assertThat(histogram.shares().get(10)).isEqualTo(0.25);
    assertThat(histogram.shares().get(19)).isEqualTo(0.25);
    assertThat(histogram.peak()).isEqualTo(0.5);
  }

  @Test
  void shouldWeighConfidences() {
    Histogram histogram = Histogram.weighted(new double[] {0.1, 0.9}, new double[] {3, 1});

    assertThat(histogram.shares().get(2)).isEqualTo(0.75);
    assertThat(histogram.shares().get(18)).isEqualTo(0.25);
  }

  @Test
  void shouldRefuseAConfidenceThatIsNone() {
    assertThatThrownBy(() -> Histogram.of(new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void shouldKeepWhatLiesBeyondTheEndsAndLeaveOutWhatIsNoNumber() {
    Histogram histogram =
        Histogram.between(
            -2, 2, 4, new double[] {-9, -2, 1.9, 7, Double.NaN}, new double[] {1, 1, 1, 1, 1});

    assertThat(histogram.shares()).containsExactly(0.5, 0.0, 0.0, 0.5);
  }

  @Test
  void shouldRefuseToCompareOtherBins() {
    Histogram wide = Histogram.between(-1, 1, 20, new double[] {0}, new double[] {1});

    assertThatThrownBy(() -> wide.distanceTo(Histogram.of(new double[] {0})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be compared");
  }
}
