// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.clock.Pulse;
import io.lethe.kit.loop.StalledException;
import io.lethe.kit.metrics.MeterSpec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from stream threads that do not poll: by {@link Pulse}'s two bounds, said once. */
final class Stillness {
  /** How long the most silent thread has not polled. */
  static final MeterSpec SILENCE =
      new MeterSpec(
          "lethe.service.stream.silence",
          "seconds",
          "Since a thread of Kafka Streams polled last, by the monotonic clock");

  private static final Logger LOGGER = LoggerFactory.getLogger(Stillness.class);

  private final String application;
  private final Supplier<Duration> silence;
  private boolean told;

  /**
   * Of one application.
   *
   * @param application its id
   * @param silence how long its most silent thread has not polled
   * @param registry shows that
   */
  Stillness(String application, Supplier<Duration> silence, MeterRegistry registry) {
    this.application = application;
    this.silence = silence;
    SILENCE.gauge(registry, () -> silence.get().toMillis() / 1e3);
  }

  boolean isUnready() {
    return isLonger(Pulse.UNREADY_AFTER);
  }

  boolean isUnhealthy() {
    return isLonger(Pulse.UNHEALTHY_AFTER);
  }

  /** Why it is not healthy, where it is not. */
  Optional<StalledException> failure() {
    return isUnhealthy()
        ? Optional.of(new StalledException("A stream thread of " + application, silence.get()))
        : Optional.empty();
  }

  /** Says once that a thread is silent, and once that none is any longer. */
  synchronized void tell() {
    boolean silent = isUnready();
    if (silent != told) {
      told = silent;
      LOGGER
          .atError()
          .setMessage(silent ? "A stream thread does not poll" : "The stream threads poll again")
          .addKeyValue("application", application)
          .addKeyValue("silence", silence.get())
          .log();
    }
  }

  private boolean isLonger(Duration bound) {
    return silence.get().compareTo(bound) >= 0;
  }
}
