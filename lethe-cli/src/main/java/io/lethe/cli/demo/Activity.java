// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.learning.ProgressListener;
import java.util.function.Supplier;

/**
 * What the pipeline is busy with right now, for the status line; written and read by any thread.
 */
final class Activity implements Supplier<String> {
  private volatile String current = "";

  /** A listener that shows its progress here. */
  ProgressListener of(String work) {
    return (phase, done, total) -> {
      long percent = total == 0 ? 100 : 100 * done / total;
      current = done >= total ? "" : work + " (" + phase + " " + percent + " %)";
    };
  }

  @Override
  public String get() {
    return current;
  }
}
