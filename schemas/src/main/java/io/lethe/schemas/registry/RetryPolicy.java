// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How often and how patiently a call is tried again.
 *
 * @param attempts tries in all, at least 1
 * @param firstPause wait after the first failure; doubles from try to try
 */
record RetryPolicy(int attempts, Duration firstPause) {

  static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofMillis(200));

  RetryPolicy {
    if (attempts < 1 || attempts > 30 || firstPause.isNegative()) {
      throw new IllegalArgumentException(
          "Retries need 1 to 30 attempts and a pause of at least 0, not "
              + attempts
              + " and "
              + firstPause);
    }
  }

  /** Waits between a try, counted from 1, and the next. */
  void pauseAfter(int attempt) {
    try {
      Thread.sleep(firstPause.multipliedBy(1L << (attempt - 1)).toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** How Kafka's clients say that their thread was interrupted. */
  static RuntimeException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new InterruptException(cause);
  }
}
