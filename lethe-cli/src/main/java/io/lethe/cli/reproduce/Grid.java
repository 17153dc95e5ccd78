// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.console.Console;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.CellRunner;
import io.lethe.cli.reproduce.cell.CellStore;
import io.lethe.cli.reproduce.cell.Choice;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.reproduce.table.Decimals;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.learning.ProgressListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs cells that are not there yet, and says how far it is. */
final class Grid {
  private final CellStore store;
  private final CellRunner runner;
  private final Console console;
  private final Map<CellKey, Cell> known = new LinkedHashMap<>();
  private int cellsInAll;
  private int cellsRun;
  private double secondsRunning;

  /**
   * An empty grid.
   *
   * @param cellsInAll how many cells will be asked for, as far as one knows
   */
  Grid(CellStore store, CellRunner runner, Console console, int cellsInAll) {
    this.store = store;
    this.runner = runner;
    this.console = console;
    this.cellsInAll = cellsInAll;
  }

  /** A cell: from this run, from an earlier one, or run now. */
  Cell cell(CellKey key) {
    Cell before = known.get(key);
    if (before != null) {
      return before;
    }
    String which = "cell " + (known.size() + 1) + " of " + cellsInAll + ": " + key.describe();
    Optional<Cell> stored = store.find(key);
    Cell cell = stored.orElseGet(() -> run(key, which));
    known.put(key, cell);
    secondsRunning += cell.wallSeconds();
    console.line(which + ": " + outcome(cell) + (stored.isPresent() ? " (kept)" : timeLeft()));
    return cell;
  }

  /** The learning rate's choice on the first seed, then every seed with it. */
  AlgorithmResult row(String algorithm, CellKeys keys) {
    List<Cell> tried = keys.selection(algorithm).stream().map(this::cell).toList();
    Optional<Cell> best = Choice.best(tried);
    if (best.isEmpty()) {
      cellsInAll -= keys.seeds(algorithm, 1).size() - 1;
      return new AlgorithmResult.Skipped(
          algorithm, "no learning rate gave a model: " + tried.get(0).note());
    }
    double rate = best.get().key().rate();
    List<Cell> seeds = keys.seeds(algorithm, rate).stream().map(this::cell).toList();
    OptionalInt epoch = Choice.epoch(seeds);
    if (epoch.isEmpty()) {
      return new AlgorithmResult.Skipped(
          algorithm,
          "no epoch was reached on every seed with learning rate " + Decimals.plain(rate));
    }
    console.line(
        algorithm + ": learning rate " + Decimals.plain(rate) + ", epoch " + epoch.getAsInt());
    return new AlgorithmResult.Measured(algorithm, rate, epoch.getAsInt(), seeds);
  }

  /** Cells that were run now, not found. */
  int cellsRun() {
    return cellsRun;
  }

  /** Every cell that was asked for, in that order. */
  List<Cell> cells() {
    return List.copyOf(known.values());
  }

  private Cell run(CellKey key, String which) {
    String left = timeLeft();
    console.status(which + left);
    ProgressListener progress =
        (phase, done, total) ->
            console.status(
                String.format(Locale.ROOT, "%s: %s %d %%", which, phase, 100 * done / total)
                    + left);
    Cell cell = runner.run(key, progress);
    store.put(cell);
    cellsRun++;
    return cell;
  }

  /** What is left if every cell takes as long as those so far; nothing before the first. */
  private String timeLeft() {
    int left = cellsInAll - known.size();
    if (known.isEmpty() || left <= 0) {
      return "";
    }
    double seconds = secondsRunning / known.size() * left;
    return "; about " + Console.human(Duration.ofMillis(Math.round(1000 * seconds))) + " left";
  }

  private static String outcome(Cell cell) {
    StringBuilder text = new StringBuilder();
    if (!cell.epochs().isEmpty()) {
      EpochMeasurement last = cell.epochs().get(cell.epochs().size() - 1);
      text.append("test ").append(metric(last, MetricNames.TEST_ACCURACY));
      text.append(", forget ").append(metric(last, MetricNames.FORGET_ACCURACY));
      text.append(", MIA ").append(metric(last, MetricNames.MIA_TNR));
    }
    if (cell.ending() != Cell.Ending.COMPLETE) {
      text.append(text.isEmpty() ? "" : "; ").append(cell.note());
    }
    return text.toString();
  }

  private static String metric(EpochMeasurement measurement, String name) {
    return measurement.metric(name).isPresent()
        ? Decimals.rounded(measurement.metric(name).getAsDouble())
        : "–";
  }
}
