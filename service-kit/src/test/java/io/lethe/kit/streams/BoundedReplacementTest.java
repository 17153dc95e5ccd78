// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lethe.kit.kafka.RowSerde;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class BoundedReplacementTest {
  private final SetClock clock = new SetClock();
  private final BoundedReplacement handler = new BoundedReplacement(clock);

  @Test
  void shouldEndTheServiceWhenFailuresDoNotPass() {
    for (int i = 0; i < BoundedReplacement.REPLACEMENTS; i++) {
      assertThat(handler.handle(new IllegalStateException("down"))).isEqualTo(REPLACE_THREAD);
    }

    assertThat(handler.handle(new IllegalStateException("the last"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(handler.last()).hasValueSatisfying(f -> assertThat(f).hasMessage("the last"));
  }

  @Test
  void shouldKnowAFailureOfAThreadThatKafkaStreamsDoesNotReplace() {
    Throwable failure = new IllegalStateException("in the global thread");

    assertThat(handler.handle(failure)).isEqualTo(REPLACE_THREAD);
    assertThat(handler.last()).hasValue(failure);
  }

  /** A thread in its place would read the same row. */
  @Test
  void shouldEndTheServiceAtARowThatCannotBeRead() {
    Throwable failure =
        catchThrowable(
            () ->
                new RowSerde<>(Integer.class)
                    .deserializer()
                    .deserialize("app-sets-changelog", new byte[] {42}));

    assertThat(handler.handle(new StreamsException(failure))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(handler.last()).isPresent();
  }

  @Test
  void shouldForgetFailuresThatAreLongAgo() {
    for (int i = 0; i < 3 * BoundedReplacement.REPLACEMENTS; i++) {
      clock.now = clock.now.plus(BoundedReplacement.WINDOW.dividedBy(2)).plusSeconds(1);
      assertThat(handler.handle(new IllegalStateException("down"))).isEqualTo(REPLACE_THREAD);
    }
    assertThat(clock.now).isAfter(Instant.EPOCH.plus(Duration.ofMinutes(30)));
  }

  /** A clock that stands until it is set. */
  private static final class SetClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
