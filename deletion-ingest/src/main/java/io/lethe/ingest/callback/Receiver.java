// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.http.RequesterState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An address, and how far it was told.
 *
 * @param address whom to tell
 * @param told the last state that it was told, or that was given up on
 * @param tries how often the next one was tried
 * @param notBefore when to try again
 */
public record Receiver(String address, RequesterState told, int tries, Instant notBefore) {
  /** Tries of one state. */
  static final int MOST_TRIES = 8;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int GROWTH = 4;

  /** Checks presence and the count. */
  public Receiver {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(told, "told");
    Objects.requireNonNull(notBefore, "notBefore");
    if (tries < 0) {
      throw new IllegalArgumentException("tries count from 0, found: " + tries);
    }
  }

  static Receiver of(String address, RequesterState told, Instant now) {
    return new Receiver(address, told, 0, now);
  }

  Receiver anew(Instant now) {
    return new Receiver(address, told, 0, now);
  }

  /** It knows this state, or will not be told it. */
  Receiver settled(RequesterState state, Instant now) {
    return new Receiver(address, state, 0, now);
  }

  /** One more try has failed. */
  Receiver failed(Instant now) {
    return new Receiver(address, told, tries + 1, now.plus(pause(tries)));
  }

  boolean isTriedOut() {
    return tries >= MOST_TRIES;
  }

  /** A pause that is longer than any is that of a clock which was set back since. */
  boolean isDue(Instant now) {
    return !now.isBefore(notBefore) || notBefore.isAfter(now.plus(LONGEST_PAUSE));
  }

  private static Duration pause(int before) {
    Duration pause = FIRST_PAUSE;
    for (int i = 0; i < before && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(GROWTH);
    }
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
