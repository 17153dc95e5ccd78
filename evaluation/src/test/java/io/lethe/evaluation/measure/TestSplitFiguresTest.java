// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.Logits;
import org.junit.jupiter.api.Test;

class TestSplitFiguresTest {

  @Test
  void shouldGiveAccuracyLossAndTheMarginsMeanAndSpread() {
    Logits logits = new Logits(new float[] {2, 0, 0, 1, 3, 0}, 3, 2);

    TestFigures figures = TestSplitFigures.of(logits, new int[] {0, 0, 0}).orElseThrow();

    // margins 2, -1, 3; losses log(1 + exp(-margin)) by mpmath
    assertThat(figures.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(figures.margin()).isCloseTo(4.0 / 3, within(1e-12));
    assertThat(figures.marginSpread()).isCloseTo(Math.sqrt(26.0 / 9), within(1e-12));
    assertThat(figures.loss()).isCloseTo(0.4962590167116458, within(1e-12));
  }

  @Test
  void shouldGiveNoneWhereMarginsDoNotScatter() {
    assertThat(TestSplitFigures.of(new Logits(new float[] {1, 2, 1, 2}, 2, 2), new int[] {1, 1}))
        .as("the same of every sample")
        .isEmpty();
    assertThat(TestSplitFigures.of(new Logits(new float[] {1, 2}, 1, 2), new int[] {1})).isEmpty();
    assertThat(TestSplitFigures.of(new Logits(new float[0], 0, 2), new int[0])).isEmpty();
  }
}
