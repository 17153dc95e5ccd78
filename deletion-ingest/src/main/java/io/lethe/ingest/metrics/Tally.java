// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How often each value is present. One thread adds and removes, any may ask.
 *
 * @param <T> the values
 */
public final class Tally<T extends Comparable<T>> {
  private final ConcurrentSkipListMap<T, Long> counts = new ConcurrentSkipListMap<>();

  public void add(T value) {
    counts.merge(value, 1L, Math::addExact);
  }

  /**
   * Takes one away.
   *
   * @throws IllegalStateException if there is none of this value
   */
  public void remove(T value) {
    counts.compute(
        value,
        (key, count) -> {
          if (count == null) {
            throw new IllegalStateException("the tally has no such value");
          }
          return count == 1 ? null : Long.valueOf(count - 1);
        });
  }

  /** The smallest value present. */
  public Optional<T> first() {
    return Optional.ofNullable(counts.firstEntry()).map(entry -> entry.getKey());
  }

  /** How many different values are present. */
  public int distinct() {
    return counts.size();
  }
}
