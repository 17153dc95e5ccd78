// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.rum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.model.Logits;
import org.junit.jupiter.api.Test;

class KnownRowsTest {

  /** Probabilities 2/6, 1/6 and 3/6: odds 1 : 2, 1 : 5 and 1 : 1. */
  @Test
  void shouldBeTheLogOfTheOdds() {
    float[] logits = {(float) Math.log(2), 0, (float) Math.log(3)};

    assertThat(KnownRows.logOdds(logits, 0)).isCloseTo(-Math.log(2), within(1e-6));
    assertThat(KnownRows.logOdds(logits, 1)).isCloseTo(-Math.log(5), within(1e-6));
    assertThat(KnownRows.logOdds(logits, 2)).isCloseTo(0, within(1e-6));
  }

  @Test
  void shouldTellApartWhatAProbabilityNoLongerDoes() {
    assertThat(KnownRows.logOdds(new float[] {900, 0}, 0)).isEqualTo(900);
    assertThat(KnownRows.logOdds(new float[] {901, 0}, 0)).isEqualTo(901);
  }

  @Test
  void shouldTakeTheHalfThatIsKnownBestByItsOwnLabel() {
    Logits outputs = new Logits(new float[] {5, 0, /**/ 5, 0, /**/ 1, 0, /**/ 0, 3}, 4, 2);
    int[] labels = {0, 1, 0, 1};

    assertThat(KnownRows.bestHalf(new int[] {10, 11, 12, 13}, outputs, row -> labels[row - 10]))
        .containsExactly(10, 13);
  }

  @Test
  void shouldTakeTheMiddleRowAndOfEqualsTheFirst() {
    Logits outputs = new Logits(new float[] {1, 0, 1, 0, 1, 0}, 3, 2);

    assertThat(KnownRows.bestHalf(new int[] {4, 5, 6}, outputs, row -> 0)).containsExactly(4, 5);
    assertThat(KnownRows.bestHalf(new int[] {4}, new Logits(new float[] {0, 1}, 1, 2), row -> 0))
        .containsExactly(4);
  }

  @Test
  void shouldRefuseOutputsOfOtherRows() {
    assertThatThrownBy(
            () -> KnownRows.bestHalf(new int[] {4}, new Logits(new float[4], 2, 2), row -> 0))
        .hasMessage("2 rows of outputs for 1 rows; give one each");
  }
}
