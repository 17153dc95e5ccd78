// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import io.lethe.cli.console.Console;
import io.lethe.learning.ProgressListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs cells that are not there yet, and says how far it is.
 *
 * @param <K> how cells are named
 * @param <C> what a cell gives
 */
public final class CellGrid<K extends CellName, C extends Finished<K>> {
  private final CellStore<K, C> store;
  private final CellRunner<K, C> runner;
  private final Console console;
  private final Map<K, C> known = new LinkedHashMap<>();
  private int cellsInAll;
  private int cellsRun;
  private double secondsRunning;

  /**
   * An empty grid.
   *
   * @param cellsInAll how many cells will be asked for, as far as one knows
   */
  public CellGrid(CellStore<K, C> store, CellRunner<K, C> runner, Console console, int cellsInAll) {
    this.store = store;
    this.runner = runner;
    this.console = console;
    this.cellsInAll = cellsInAll;
  }

  /** A cell: from this run, from an earlier one, or run now. */
  public C cell(K key) {
    C before = known.get(key);
    if (before != null) {
      return before;
    }
    String which = "cell " + (known.size() + 1) + " of " + cellsInAll + ": " + key.describe();
    Optional<C> stored = store.find(key);
    C cell = stored.orElseGet(() -> run(key, which));
    known.put(key, cell);
    secondsRunning += cell.wallSeconds();
    console.line(which + ": " + cell.outcome() + (stored.isPresent() ? " (kept)" : timeLeft()));
    return cell;
  }

  /** So many cells will not be asked for after all. */
  public void drop(int cells) {
    cellsInAll -= cells;
  }

  /** Cells that were run now, not found. */
  public int cellsRun() {
    return cellsRun;
  }

  /** Every cell that was asked for, in that order. */
  public List<C> cells() {
    return List.copyOf(known.values());
  }

  private C run(K key, String which) {
    String left = timeLeft();
    console.status(which + left);
    ProgressListener progress =
        (phase, done, total) ->
            console.status(
                String.format(Locale.ROOT, "%s: %s %d %%", which, phase, 100 * done / total)
                    + left);
    C cell = runner.run(key, progress);
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
}
