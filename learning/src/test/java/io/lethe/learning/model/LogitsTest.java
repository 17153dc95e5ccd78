// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogitsTest {
  private final Logits logits = new Logits(new float[] {1, 3, 3, 1000, -1000, 0}, 2, 3);

  @Test
  void shouldFindTheFirstLargest() {
    assertThat(logits.argmax(0)).isEqualTo(1);
    assertThat(logits.argmax(1)).isZero();
    assertThat(logits.row(0)).containsExactly(1, 3, 3);
  }

  @Test
  void shouldGiveProbabilitiesEvenOfHugeLogits() {
    double[][] probabilities = logits.probabilities();
    double e2 = Math.exp(-2);
    assertThat(probabilities[0])
        .containsExactly(new double[] {e2 / (2 + e2), 1 / (2 + e2), 1 / (2 + e2)}, within(1e-12));
    assertThat(probabilities[1]).containsExactly(1, 0, 0);
  }

  @Test
  void shouldStandHalfwayBetweenTwoModels() {
    Logits other = new Logits(new float[] {3, 1, 3, 0, 0, 4}, 2, 3);

    assertThat(Logits.mean(logits, other).values()).containsExactly(2, 2, 3, 500, -500, 2);
    Logits larger = new Logits(new float[9], 3, 3);
    assertThatThrownBy(() -> Logits.mean(logits, larger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Logits[2 x 3] and Logits[3 x 3] are not about the same samples");
  }

  @Test
  void shouldRefuseWhatIsNotANumber() {
    assertThatThrownBy(() -> new Logits(new float[] {1, Float.NaN}, 1, 2))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("logit 1 of row 0 is NaN");
    assertThatThrownBy(() -> new Logits(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
