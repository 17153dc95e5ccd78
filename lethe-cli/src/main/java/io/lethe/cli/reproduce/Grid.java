// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.cell.CellGrid;
import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.cell.CellStore;
import io.lethe.cli.console.Console;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.Choice;
import io.lethe.cli.table.Decimals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The reproduction's cells, and how a row of the table comes from them. */
final class Grid {
  private final CellGrid<CellKey, Cell> cells;
  private final Console console;

  /**
   * An empty grid.
   *
   * @param cellsInAll how many cells will be asked for, as far as one knows
   */
  Grid(
      CellStore<CellKey, Cell> store,
      CellRunner<CellKey, Cell> runner,
      Console console,
      int cellsInAll) {
    this.cells = new CellGrid<>(store, runner, console, cellsInAll);
    this.console = console;
  }

  /** A cell: from this run, from an earlier one, or run now. */
  Cell cell(CellKey key) {
    return cells.cell(key);
  }

  /** The learning rate's choice on the first seed, then every seed with it. */
  AlgorithmResult row(String algorithm, CellKeys keys) {
    List<Cell> tried = keys.selection(algorithm).stream().map(this::cell).toList();
    Optional<Cell> best = Choice.best(tried);
    if (best.isEmpty()) {
      cells.drop(keys.seeds(algorithm, 1).size() - 1);
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
    return cells.cellsRun();
  }

  /** Every cell that was asked for, in that order. */
  List<Cell> cells() {
    return cells.cells();
  }
}
