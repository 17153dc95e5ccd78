// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.job.TestFigures;
import org.junit.jupiter.api.Test;

class TestSplitFiguresTest {

  @Test
  void shouldGiveAccuracyLossAndTheMarginsMeanAndSpread() {
    TestFigures figures = TestSplitFigures.of(2.0 / 3, new double[] {2, -1, 3}).orElseThrow();

    // losses log(1 + exp(-margin)) by mpmath
    assertThat(figures.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(figures.margin()).isCloseTo(4.0 / 3, within(1e-12));
    assertThat(figures.marginSpread()).isCloseTo(Math.sqrt(26.0 / 9), within(1e-12));
    assertThat(figures.loss()).isCloseTo(0.4962590167116458, within(1e-12));
  }

  @Test
  void shouldGiveNoneWhereMarginsDoNotScatter() {
    assertThat(TestSplitFigures.of(1, new double[] {2, 2})).as("the same of all").isEmpty();
    assertThat(TestSplitFigures.of(1, new double[] {2})).as("one sample").isEmpty();
    assertThat(TestSplitFigures.of(0, new double[0])).as("no sample").isEmpty();
  }
}
