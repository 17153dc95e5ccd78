// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What all measurements share. */
final class Rounds {
  private Rounds() {}

  /** The median over rounds of one column. */
  static double median(List<double[]> rounds, int column) {
    double[] sorted = rounds.stream().mapToDouble(row -> row[column]).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** How long a piece of work takes, in seconds. */
  static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  static Path newDirectory() {
    try {
      return Files.createTempDirectory("lethe-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made", e);
    }
  }
}
