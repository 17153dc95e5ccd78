// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import java.util.List;

/** What became of one algorithm in the grid. */
public sealed interface AlgorithmResult {

  /** Its name. */
  String algorithm();

  /**
   * A setting was found and run on every seed.
   *
   * @param algorithm its name
   * @param learningRate the chosen one
   * @param epoch the chosen one, which every seed has reached
   * @param seeds one cell a seed
   */
  record Measured(String algorithm, double learningRate, int epoch, List<Cell> seeds)
      implements AlgorithmResult {

    public Measured {
      seeds = List.copyOf(seeds);
      for (Cell cell : seeds) {
        if (cell.after(epoch).isEmpty()) {
          throw new IllegalArgumentException(
              "the cell '" + cell.key().describe() + "' has no epoch " + epoch);
        }
      }
    }

    /** The seeds' measurements after the chosen epoch. */
    public List<EpochMeasurement> measurements() {
      return seeds.stream().map(cell -> cell.after(epoch).orElseThrow()).toList();
    }
  }

  /**
   * It has no row of numbers.
   *
   * @param algorithm its name
   * @param reason why
   */
  record Skipped(String algorithm, String reason) implements AlgorithmResult {}
}
