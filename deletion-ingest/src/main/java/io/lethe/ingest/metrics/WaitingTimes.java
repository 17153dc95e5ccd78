// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How many requests of each model wait, and by when they must be done, so that a tick of the clock
 * reads no row of them. In memory alone: a model's rows are read through once after a start.
 */
public final class WaitingTimes {
  private final Map<String, NavigableMap<Instant, Long>> byModel = new HashMap<>();
  private final BiConsumer<String, Consumer<Instant>> rows;

  /**
   * Counts.
   *
   * @param rows shows the deadlines of all requests of a model that wait
   */
  public WaitingTimes(BiConsumer<String, Consumer<Instant>> rows) {
    this.rows = rows;
  }

  /** One waits, before its row is written. */
  public void add(String model, Instant deadline) {
    of(model).merge(second(deadline), 1L, Math::addExact);
  }

  /** One waits no longer, before its row is deleted. */
  public void remove(String model, Instant deadline) {
    of(model).computeIfPresent(second(deadline), (time, count) -> count == 1 ? null : count - 1);
  }

  /** How many of a model wait. */
  public long count(String model) {
    return sum(of(model));
  }

  /** How many must be done until then. */
  public long until(String model, Instant then) {
    return sum(of(model).headMap(then, true));
  }

  private static long sum(Map<Instant, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Instant second(Instant deadline) {
    return deadline.truncatedTo(ChronoUnit.SECONDS);
  }

  private NavigableMap<Instant, Long> of(String model) {
    NavigableMap<Instant, Long> known = byModel.get(model);
    if (known != null) {
      return known;
    }
    NavigableMap<Instant, Long> read = new TreeMap<>();
    rows.accept(model, deadline -> read.merge(second(deadline), 1L, Math::addExact));
    byModel.put(model, read);
    return read;
  }
}
