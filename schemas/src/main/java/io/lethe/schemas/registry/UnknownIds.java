// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which unknown ids a reader should still wait for. Whoever sends records may make up ids, and a
 * wait holds up all that lies behind a record, so an id that was waited for in vain is not waited
 * for again while it keeps coming, and after a wait in vain no other id is for a while either. For
 * many threads.
 */
final class UnknownIds {

  /** How long a wait in vain is remembered: waits take up a tenth of a reader's time at most. */
  static final Duration DEFAULT_REST = Duration.ofSeconds(30);

  static final int MOST_REMEMBERED = 1_000;

  private final long restNanos;
  private final LongSupplier nanoTime;
  private final long created;

  /** When each was last asked for in vain, in nanoseconds since the beginning; eldest first. */
  private final Map<Integer, Long> lastAsked = new LinkedHashMap<>();

  private long restUntil;

  /**
   * None yet.
   *
   * @param rest how long a wait in vain is remembered
   * @param nanoTime a clock that never goes back, in nanoseconds
   */
  UnknownIds(Duration rest, LongSupplier nanoTime) {
    restNanos = rest.toNanos();
    this.nanoTime = nanoTime;
    created = nanoTime.getAsLong();
  }

  /** Whether an id that is unknown now is worth waiting for. */
  synchronized boolean isWorthWaiting(int id) {
    long now = now();
    Long last = lastAsked.get(id);
    if (last != null && now - last < restNanos) {
      remember(id, now);
      return false;
    }
    return now >= restUntil;
  }

  /** Says that an id was waited for in vain. */
  synchronized void waitedInVain(int id) {
    long now = now();
    remember(id, now);
    restUntil = now + restNanos;
  }

  private void remember(int id, long now) {
    lastAsked.remove(id);
    lastAsked.put(id, now);
    if (lastAsked.size() > MOST_REMEMBERED) {
      lastAsked.remove(lastAsked.keySet().iterator().next());
    }
  }

  private long now() {
    return nanoTime.getAsLong() - created;
  }
}
