// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import io.lethe.learning.ProgressListener;

/**
 * Runs one cell.
 *
 * @param <K> how cells are named
 * @param <C> what a cell gives
 */
@FunctionalInterface
public interface CellRunner<K extends CellName, C extends Finished<K>> {

  /**
   * Trains, unlearns, measures: whatever the cell is about.
   *
   * @param progress hears of the steps
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  C run(K key, ProgressListener progress);
}
