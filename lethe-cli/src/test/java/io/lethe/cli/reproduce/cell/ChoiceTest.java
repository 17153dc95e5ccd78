// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.metrics.MetricNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final CellKey SLOW = Cells.key("sftc", 1e-4, 42);
  private static final CellKey FAST = Cells.key("sftc", 1e-3, 42);

  @Test
  void shouldSumThePapersThreeIndicators() {
    Map<String, Double> metrics =
        Map.of(
            MetricNames.ACC_ERR_RETRAINED, 0.01,
            MetricNames.ACC_DIS, 0.02,
            MetricNames.ACC_ERR_ORIGINAL, 0.04,
            MetricNames.MIA_TNR, 0.9);

    assertThat(Choice.score(metrics)).isCloseTo(0.07, within(1e-12));
  }

  @Test
  void shouldNotScoreAModelThatLacksAnIndicator() {
    assertThat(Choice.score(Map.of(MetricNames.ACC_DIS, 0.0))).isNaN();
  }

  @Test
  void shouldChooseTheRateWithTheBestEpochOfAll() {
    Cell slow = Cells.scored(SLOW, 0.30, 0.20);
    Cell fast = Cells.scored(FAST, 0.10, 0.40);

    assertThat(Choice.best(List.of(slow, fast))).contains(fast);
  }

  @Test
  void shouldChooseTheFirstOfEquals() {
    Cell slow = Cells.scored(SLOW, 0.25);
    Cell fast = Cells.scored(FAST, 0.25);

    assertThat(Choice.best(List.of(slow, fast))).contains(slow);
  }

  @Test
  void shouldChooseNoRateWhereNoEpochHasAScore() {
    assertThat(Choice.best(List.of(Cells.scored(SLOW), Cells.scored(FAST, Double.NaN)))).isEmpty();
  }

  @Test
  void shouldChooseTheEpochByItsMeanOverSeeds() {
    Cell first = Cells.scored(Cells.key("sftc", 1e-3, 1), 0.10, 0.20);
    Cell second = Cells.scored(Cells.key("sftc", 1e-3, 2), 0.40, 0.20);

    assertThat(Choice.epoch(List.of(first, second))).hasValue(2);
  }

  @Test
  void shouldNotChooseAnEpochThatOneSeedDidNotReach() {
    Cell first = Cells.scored(Cells.key("sftc", 1e-3, 1), 0.50, 0.01);
    Cell second = Cells.scored(Cells.key("sftc", 1e-3, 2), 0.50);

    assertThat(Choice.epoch(List.of(first, second))).hasValue(1);
  }

  @Test
  void shouldNotChooseAnEpochThatOneSeedCannotScore() {
    Cell first = Cells.scored(Cells.key("sftc", 1e-3, 1), 0.50, 0.01);
    Cell second = Cells.scored(Cells.key("sftc", 1e-3, 2), 0.50, Double.NaN);

    assertThat(Choice.epoch(List.of(first, second))).hasValue(1);
    assertThat(Choice.epoch(List.of(first, Cells.scored(SLOW)))).isEmpty();
  }
}
