// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import io.lethe.kit.logging.LogKeys;
import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded wait for others at a start, which says every few seconds what it waits for. */
final class Patience {
  private static final Logger LOGGER = LoggerFactory.getLogger(Patience.class);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(5);

  private final Duration whole;
  private final long deadlineNanos;
  private long nextWordsNanos;

  Patience(Duration whole) {
    this.whole = whole;
    long now = System.nanoTime();
    deadlineNanos = now + whole.toNanos();
    nextWordsNanos = now + BETWEEN_WORDS.toNanos();
  }

  boolean isOver() {
    return deadlineNanos - System.nanoTime() <= 0;
  }

  /** How long one call may block: to the end at most, and not past the next words. */
  Duration forOneCall() {
    long now = System.nanoTime();
    return Duration.ofNanos(
        Math.max(0, Math.min(deadlineNanos, now + BETWEEN_WORDS.toNanos()) - now));
  }

  /**
   * Waits a little before the next try.
   *
   * @param lack what is not there yet
   * @throws TopicsUnavailableException if the time is up
   */
  void pause(String lack, Throwable cause) {
    if (isOver()) {
      throw new TopicsUnavailableException(
          lack + "; waited for " + whole.toSeconds() + " s: is it up, and is its address right?",
          cause);
    }
    if (System.nanoTime() - nextWordsNanos >= 0) {
      nextWordsNanos += BETWEEN_WORDS.toNanos();
      LOGGER
          .atWarn()
          .setMessage("Still waiting")
          .addKeyValue("lack", lack)
          .addKeyValue(LogKeys.REASON, cause.getClass().getSimpleName())
          .addKeyValue(LogKeys.PATIENCE, whole)
          .log();
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }
}
