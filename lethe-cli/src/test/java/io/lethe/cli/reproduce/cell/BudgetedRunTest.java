// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.model.ModelException;
import io.lethe.learning.training.EpochReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class BudgetedRunTest {
  private static final CellKey KEY = Cells.key("sftc", 1e-3, 42);
  private static final int STEPS = 10;
  private static final int SECONDS_TO_MEASURE = 500;

  private long nanos;

  @Test
  void shouldMeasureAfterEveryEpochAndNotCountTheMeasuring() {
    Cell cell = run(budget(1000), 2, 10);

    assertThat(cell.ending()).isEqualTo(Cell.Ending.COMPLETE);
    assertThat(cell.epochs()).extracting(EpochMeasurement::epoch).containsExactly(1, 2);
    assertThat(cell.epochs())
        .extracting(epoch -> epoch.metric(EpochMeasurement.SECONDS).orElseThrow())
        .containsExactly(10.0, 20.0);
    assertThat(cell.wallSeconds()).isEqualTo(20.0 + 2 * SECONDS_TO_MEASURE);
  }

  @Test
  void shouldNotBeginAnEpochThatWouldEndBeyondTheBudget() {
    Cell cell = run(budget(25), 4, 10);

    assertThat(cell.epochs()).hasSize(2);
    assertThat(nanos / 1_000_000_000L).isEqualTo(20 + 2 * SECONDS_TO_MEASURE + 1);
    assertThat(cell.ending()).isEqualTo(Cell.Ending.OVER_BUDGET);
    assertThat(cell.note()).contains("2 of 4 epochs", "25.0 s", "15 %", "2 min 46 s");
  }

  @Test
  void shouldStopInTheMiddleOfAFirstEpochThatIsTooLong() {
    Cell cell = run(budget(3), 2, 10);

    assertThat(cell.epochs()).isEmpty();
    assertThat(nanos / 1_000_000_000L).isEqualTo(4 + 1);
    assertThat(cell.ending()).isEqualTo(Cell.Ending.OVER_BUDGET);
    assertThat(cell.note()).contains("0 of 2 epochs");
  }

  @Test
  void shouldCountAnEpochThatEndsWithTheBudget() {
    assertThat(run(budget(20), 2, 10).ending()).isEqualTo(Cell.Ending.COMPLETE);
  }

  @Test
  void shouldKeepTheEpochsBeforeAModelBreaks() {
    BudgetedRun run = new BudgetedRun(budget(1000), 2, () -> nanos, Map::of);

    Cell cell =
        run.run(
            KEY,
            () -> {
              run.finished(report(0, 10));
              throw new ModelException("the loss is NaN");
            });

    assertThat(cell.ending()).isEqualTo(Cell.Ending.FAILED);
    assertThat(cell.note()).isEqualTo("the loss is NaN");
    assertThat(cell.epochs()).hasSize(1);
  }

  @Test
  void shouldTellWhatAnAlgorithmRefuses() {
    BudgetedRun run = new BudgetedRun(budget(1000), 2, () -> nanos, Map::of);

    Cell cell =
        run.run(
            KEY,
            () -> {
              throw new IllegalArgumentException("layers is 9; this model has 4");
            });

    assertThat(cell.ending()).isEqualTo(Cell.Ending.FAILED);
    assertThat(cell.note()).isEqualTo("layers is 9; this model has 4");
  }

  @Test
  void shouldNotTakeAnInterruptForASpentBudget() {
    BudgetedRun run = new BudgetedRun(budget(1000), 2, () -> nanos, Map::of);

    assertThatThrownBy(
            () ->
                run.run(
                    KEY,
                    () -> {
                      throw new CancellationException("interrupted");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldRefuseABudgetThatIsNone() {
    assertThatThrownBy(() -> new TimeBudget(0, Duration.ofSeconds(1)))
        .hasMessageContaining("--time-budget is 0.0");
    assertThatThrownBy(() -> new TimeBudget(Double.NaN, Duration.ofSeconds(1)))
        .hasMessageContaining("--time-budget is NaN");
    assertThatThrownBy(() -> new TimeBudget(0.15, Duration.ZERO))
        .hasMessageContaining("retraining's time");
  }

  /** 15 % of a retraining, so that they are so many seconds. */
  private static TimeBudget budget(int seconds) {
    return new TimeBudget(TimeBudget.PAPER, Duration.ofNanos(Math.round(seconds * 1e9 / 0.15)));
  }

  /** A training loop of ten steps an epoch, on a clock of its own. */
  private Cell run(TimeBudget budget, int epochs, int secondsAnEpoch) {
    BudgetedRun run =
        new BudgetedRun(
            budget,
            epochs,
            () -> nanos,
            () -> {
              advance(SECONDS_TO_MEASURE);
              return Map.of();
            });
    return run.run(
        KEY,
        () -> {
          for (int epoch = 0; epoch < epochs; epoch++) {
            for (int step = 0; step < STEPS; step++) {
              if (run.getAsBoolean()) {
                advance(1); // what the loop takes to end
                throw new CancellationException("training was cancelled");
              }
              advance(secondsAnEpoch / STEPS);
            }
            run.finished(report(epoch, secondsAnEpoch));
          }
        });
  }

  private void advance(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  private static EpochReport report(int epoch, int seconds) {
    return new EpochReport(epoch, 1, 1, 0, Duration.ofSeconds(seconds));
  }
}
