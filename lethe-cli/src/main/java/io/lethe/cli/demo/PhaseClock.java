// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Times the phases of a run, in order. */
final class PhaseClock {
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private final long started = System.nanoTime();

  /** Runs a phase. */
  <T> T time(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    millis.merge(phase, sinceMillis(start), Long::sum);
    return result;
  }

  /** Phases so far, and the whole from the clock's making. */
  Map<String, Long> withTotal() {
    Map<String, Long> all = new LinkedHashMap<>(millis);
    all.put("the whole demo", sinceMillis(started));
    return all;
  }

  private static long sinceMillis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
