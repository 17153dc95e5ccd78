// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassMixTest {

  @Test
  void shouldGiveSamplesTheTargetsMix() {
    double[] weights = ClassMix.weights(new int[] {0, 0, 0, 1, 2}, new int[] {0, 1, 1, 1}, 3);

    assertThat(weights)
        .containsExactly(new double[] {.25 / 3, .25 / 3, .25 / 3, .75, 0}, within(1e-12));
    assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldGiveNoWeightsWhereAClassOfTheTargetHasNoSample() {
    assertThat(ClassMix.weights(new int[] {0, 0}, new int[] {0, 1}, 2)).containsOnly(Double.NaN);
    assertThat(ClassMix.weights(new int[] {0, 0}, new int[0], 2)).containsOnly(Double.NaN);
  }

  @Test
  void shouldRefuseADatasetThatCannotBeSplit() {
    assertThatThrownBy(() -> new LabelledSamples(new int[] {0, 1}, new int[] {0, 1}, new int[0], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 train and 0 test");
    assertThatThrownBy(() -> new LabelledSamples(new int[] {0, 5}, new int[] {0}, new int[] {1}, 2))
        .hasMessageContaining("label 5");
    assertThatThrownBy(
            () -> new LabelledSamples(new int[] {0, 1}, new int[] {0, 1}, new int[] {1}, 2))
        .hasMessageContaining("in train and in test");
  }
}
