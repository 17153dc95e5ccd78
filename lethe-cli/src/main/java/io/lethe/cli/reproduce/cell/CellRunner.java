// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import io.lethe.learning.ProgressListener;

/** Runs one cell of the grid. */
@FunctionalInterface
public interface CellRunner {

  /**
   * Unlearns and measures.
   *
   * @param progress hears of the unlearning's steps
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  Cell run(CellKey key, ProgressListener progress);
}
