// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogKeys;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys, read again from time to time, and where a token names a key that is not
 * among them; not more often than {@link #BETWEEN}, for anybody can make up such a name. While they
 * cannot be had, those that were had last go on to count.
 */
final class JwksCache implements JWKSource<SecurityContext> {
  /** After that long, keys are read again: a key that the issuer took back counts no longer. */
  static final Duration AGE = Duration.ofMinutes(10);

  /** Between two tries to read them lies so much at least. */
  static final Duration BETWEEN = Duration.ofSeconds(15);

  /** No request waits longer for keys, or for another one that reads them. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Logger LOGGER = LoggerFactory.getLogger(JwksCache.class);

  private final JwksPlace place;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile State state = new State(null, Instant.MIN, Instant.MIN, "");

  /**
   * What is known.
   *
   * @param keys those that were had last
   * @param read when they were had
   * @param tried when they were last asked for
   * @param failure why they could not be had then; empty where they could
   */
  private record State(@Nullable JWKSet keys, Instant read, Instant tried, String failure) {}

  JwksCache(JwksPlace place, Clock clock) {
    this.place = requireNonNull(place, "place");
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    if (state.keys() == null) {
      readAgain(true);
    } else if (state.read().plus(AGE).isBefore(clock.instant())) {
      readAgain(false);
    }
    List<JWK> found = selector.select(keys());
    if (found.isEmpty()) {
      // who brings an unknown key waits for nobody: strangers could hold all threads so
      readAgain(false);
      found = selector.select(keys());
    }
    return found;
  }

  private JWKSet keys() throws KeySourceException {
    State now = state;
    if (now.keys() == null) {
      throw new KeySourceException(now.failure());
    }
    return now.keys();
  }

  /**
   * Reads them, unless somebody has just done so.
   *
   * @param isNeeded whether to wait for somebody who is at it
   */
  private void readAgain(boolean isNeeded) {
    if (!isDue()) {
      return;
    }
    try {
      if (isNeeded
          ? reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          : reading.tryLock()) {
        try {
          if (isDue()) {
            state = read(state);
          }
        } finally {
          reading.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue() {
    State now = state;
    return now.tried().equals(Instant.MIN) || !clock.instant().isBefore(now.tried().plus(BETWEEN));
  }

  private State read(State before) {
    Instant now = clock.instant();
    try {
      return new State(JWKSet.parse(place.read(PATIENCE)), now, now, "");
    } catch (IOException | ParseException | RuntimeException e) { // whatever the issuer sent
      String failure = TextLimit.MESSAGE.cut(String.valueOf(e.getMessage()));
      if (before.failure().isEmpty()) {
        LOGGER
            .atError()
            .setMessage(
                before.keys() == null
                    ? "The issuer's keys cannot be had, nobody is known by a JWT"
                    : "The issuer's keys cannot be had, those that were had last go on to count")
            .addKeyValue("place", place)
            .addKeyValue(LogKeys.CAUSE, failure)
            .log();
      }
      return new State(before.keys(), before.read(), now, failure);
    }
  }
}
