// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.cell.CellStore;
import io.lethe.cli.cell.SettingsFile;
import io.lethe.cli.console.Console;
import io.lethe.cli.files.WholeFile;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.TimeBudget;
import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.Decimals;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.unlearning.run.Algorithms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The paper's evaluation on one dataset and forget set, from the two models to the pictures. */
public final class Reproduction {
  private final Algorithms algorithms;
  private final RuntimeOptions runtime;
  private final Console console;

  /** A reproduction with these algorithms on this device. */
  public Reproduction(Algorithms algorithms, RuntimeOptions runtime, Console console) {
    this.algorithms = algorithms;
    this.runtime = runtime;
    this.console = console;
  }

  /**
   * Refuses settings that the algorithms would refuse.
   *
   * @throws IllegalArgumentException for an unknown algorithm or a bad hyper-parameter
   */
  public void check(ReproduceSettings settings) {
    new CellKeys(algorithms, settings).check();
  }

  /**
   * Trains what must be trained, runs the cells that are not there yet, and writes tables and
   * figures. Killed at any time, it goes on from the last finished cell when run again.
   *
   * @param out folder of this reproduction: settings, models, cells, results
   * @return the measurements, for a JSON file
   * @throws io.lethe.cli.console.CommandFailedException if the folder holds something else
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public Map<String, Object> run(
      ReproduceInput input, ReferenceModels models, ReproduceSettings settings, Path out) {
    CellKeys keys = new CellKeys(algorithms, settings);
    keys.check();
    Map<String, String> identity = identity(input, models, settings);
    return SettingsFile.whileClaimed(
        out, identity, () -> run(input, models, settings, out, keys, identity));
  }

  private Map<String, Object> run(
      ReproduceInput input,
      ReferenceModels models,
      ReproduceSettings settings,
      Path out,
      CellKeys keys,
      Map<String, String> identity) {
    ReferenceModels.Ready ready = models.prepare(input, runtime, out, console);
    TimeBudget budget = new TimeBudget(settings.budgetShare(), ready.retraining());
    console.line("time budget of an unlearning: " + budget);
    Grid grid =
        new Grid(
            new CellStore<>(out.resolve("cells"), Cell.class),
            new UnlearningCells(algorithms, input, settings, ready, runtime),
            console,
            keys.count());
    Cell original = grid.cell(UnlearningCells.ORIGINAL);
    Cell retrained = grid.cell(UnlearningCells.RETRAINED);
    List<AlgorithmResult> results =
        settings.algorithms().stream().map(algorithm -> grid.row(algorithm, keys)).toList();
    DataTable table = Table1.of(original, retrained, results);
    List<AlgorithmResult.Measured> rows = measured(results);
    new LandingFigure(original, retrained, rows).write(out);
    List<String> undrawn = new ArrayList<>();
    if (settings.figures().convergence()) {
      convergence(rows, original, retrained, out).ifPresent(undrawn::add);
    }
    if (settings.figures().sensitivity()) {
      sensitivity(rows, settings, keys, grid, original, out).ifPresent(undrawn::add);
    }
    List<String> skipped = skipped(results, grid);
    skipped.addAll(undrawn);
    TableDocument document = new TableDocument(table, identity, settings, budget, skipped);
    WholeFile.write(out.resolve("table1.csv"), table.csv());
    WholeFile.write(out.resolve("table1.md"), document.markdown());
    skipped.forEach(line -> console.line("skipped: " + line));
    return measured(table, identity, budget, skipped, grid);
  }

  private static List<AlgorithmResult.Measured> measured(List<AlgorithmResult> results) {
    return results.stream()
        .filter(AlgorithmResult.Measured.class::isInstance)
        .map(AlgorithmResult.Measured.class::cast)
        .toList();
  }

  /** Draws Figure 4, or tells why it cannot be drawn. */
  private static Optional<String> convergence(
      List<AlgorithmResult.Measured> rows, Cell original, Cell retrained, Path out) {
    if (rows.isEmpty()) {
      return Optional.of("Figure 4: no algorithm has a row");
    }
    new ConvergenceFigure(rows, original, retrained).write(out);
    return Optional.empty();
  }

  /** Runs and draws Figure 5, or tells why it cannot be drawn. */
  private static Optional<String> sensitivity(
      List<AlgorithmResult.Measured> rows,
      ReproduceSettings settings,
      CellKeys keys,
      Grid grid,
      Cell original,
      Path out) {
    Optional<AlgorithmResult.Measured> sftc =
        rows.stream().filter(row -> row.algorithm().equals(ReproduceSettings.SFTC)).findFirst();
    sftc.ifPresent(row -> SensitivityFigure.run(row, settings, keys, grid, original).write(out));
    return sftc.isPresent() ? Optional.empty() : Optional.of("Figure 5: sftc has no row");
  }

  private static List<String> skipped(List<AlgorithmResult> results, Grid grid) {
    List<String> lines = new ArrayList<>();
    for (AlgorithmResult result : results) {
      if (result instanceof AlgorithmResult.Skipped none) {
        lines.add(none.algorithm() + " has no row: " + none.reason());
      }
    }
    for (Cell cell : grid.cells()) {
      if (cell.ending() != Cell.Ending.COMPLETE) {
        lines.add(cell.key().describe() + ": " + cell.note());
      }
    }
    return lines;
  }

  private Map<String, String> identity(
      ReproduceInput input, ReferenceModels models, ReproduceSettings settings) {
    Dataset dataset = input.dataset();
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("dataset_digest", dataset.digest());
    identity.put("images", dataset.shape().toString());
    identity.put("train_samples", Integer.toString(dataset.ordinals(Split.TRAIN).length));
    identity.put("test_samples", Integer.toString(dataset.ordinals(Split.TEST).length));
    identity.put("forget_samples", Integer.toString(input.rows().forget().length));
    identity.put("forget_digest", input.forgetDigest());
    identity.put("original", models.original().identity());
    identity.put("retrained", models.retrained().identity());
    if (models.retrainingSeconds() != ReferenceModels.ASK_THE_RECORD) {
      identity.put("retraining_seconds", Decimals.plain(models.retrainingSeconds()));
    }
    identity.put("epochs", Integer.toString(settings.epochs()));
    identity.put("batch_size", Integer.toString(settings.batchSize()));
    identity.put("first_seed", Long.toString(settings.firstSeed()));
    identity.put("time_budget", Decimals.plain(settings.budgetShare()));
    identity.put("split_seed", Long.toString(settings.splitSeed()));
    identity.put(
        "retain_samples",
        Integer.toString(Math.min(settings.retainSamples(), input.rows().retain().length)));
    identity.put("device", runtime.device().name().toLowerCase(Locale.ROOT));
    identity.put("threads", Integer.toString(runtime.intraOpThreads()));
    return identity;
  }

  private static Map<String, Object> measured(
      DataTable table,
      Map<String, String> identity,
      TimeBudget budget,
      List<String> skipped,
      Grid grid) {
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("settings", identity);
    measured.put("retraining_seconds", budget.retraining().toNanos() / 1e9);
    measured.put("budget_seconds", budget.limit().toNanos() / 1e9);
    measured.put("cells", grid.cells().size());
    measured.put("cells_run", grid.cellsRun());
    measured.put("table", table.json());
    measured.put("skipped", skipped);
    return measured;
  }
}
