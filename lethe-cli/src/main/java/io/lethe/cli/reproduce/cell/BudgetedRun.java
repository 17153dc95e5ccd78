// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import io.lethe.learning.model.ModelException;
import io.lethe.learning.training.EpochListener;
import io.lethe.learning.training.EpochReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures the model after every epoch of one unlearning, and ends the unlearning where its time
 * budget ends: an epoch counts if it ended within the budget, and none is begun that would not, at
 * the pace of the slowest so far. Time spent on measuring is not the unlearning's.
 */
public final class BudgetedRun implements EpochListener, BooleanSupplier {
  private final TimeBudget budget;
  private final int epochsWanted;
  private final LongSupplier nanoTime;
  private final Supplier<Map<String, Double>> measure;
  private final long began;
  private final List<EpochMeasurement> epochs = new ArrayList<>();
  private long nanosMeasuring;
  private Duration lastEpochEnd = Duration.ZERO;
  private Duration slowestEpoch = Duration.ZERO;
  private boolean overBudget;

  /**
   * Begins: time runs from here.
   *
   * @param epochsWanted after which the run is complete
   * @param nanoTime the clock
   * @param measure the metrics of the model as it is
   */
  public BudgetedRun(
      TimeBudget budget,
      int epochsWanted,
      LongSupplier nanoTime,
      Supplier<Map<String, Double>> measure) {
    this.budget = budget;
    this.epochsWanted = epochsWanted;
    this.nanoTime = nanoTime;
    this.measure = measure;
    this.began = nanoTime.getAsLong();
  }

  @Override
  public void finished(EpochReport report) {
    Duration spent = spent();
    if (overBudget || !budget.allows(spent)) {
      overBudget = true;
      return;
    }
    Duration epoch = epochs.isEmpty() ? report.duration() : spent.minus(lastEpochEnd);
    slowestEpoch = slowestEpoch.compareTo(epoch) < 0 ? epoch : slowestEpoch;
    lastEpochEnd = spent;
    long before = nanoTime.getAsLong();
    epochs.add(EpochMeasurement.of(epochs.size() + 1, measure.get(), spent.toNanos() / 1e9));
    nanosMeasuring += nanoTime.getAsLong() - before;
    if (epochs.size() < epochsWanted && !budget.allows(spent.plus(slowestEpoch))) {
      overBudget = true;
    }
  }

  /** Whether the unlearning must end: the budget is spent, or the thread was interrupted. */
  @Override
  public boolean getAsBoolean() {
    if (epochs.size() < epochsWanted && !budget.allows(spent())) {
      overBudget = true;
    }
    return overBudget || Thread.currentThread().isInterrupted();
  }

  /**
   * Runs the unlearning to its end.
   *
   * @param unlearning asks this object whether to go on, and reports its epochs to it
   * @throws CancellationException if the thread was interrupted
   */
  public Cell run(CellKey key, Runnable unlearning) {
    Cell.Ending ending = Cell.Ending.COMPLETE;
    String note = "";
    try {
      unlearning.run();
    } catch (CancellationException e) {
      if (!overBudget || Thread.currentThread().isInterrupted()) {
        throw e;
      }
    } catch (ModelException | IllegalArgumentException e) {
      // a broken model, or one, or a forget set, that the algorithm refuses: the others go on
      ending = Cell.Ending.FAILED;
      note = String.valueOf(e.getMessage());
    }
    if (ending == Cell.Ending.COMPLETE && epochs.size() < epochsWanted) {
      ending = Cell.Ending.OVER_BUDGET;
      note =
          epochs.size() + " of " + epochsWanted + " epochs are within the time budget of " + budget;
    }
    return new Cell(key, epochs, ending, note, (nanoTime.getAsLong() - began) / 1e9);
  }

  private Duration spent() {
    return Duration.ofNanos(nanoTime.getAsLong() - began - nanosMeasuring);
  }
}
