// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lethe.kit.kafka.RowSerde;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class BoundedReplacementTest {
  private long nanos = Long.MAX_VALUE - 1; // a monotonic clock begins anywhere, and may overflow
  private final BoundedReplacement handler = new BoundedReplacement(() -> nanos);

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
      nanos += BoundedReplacement.WINDOW.dividedBy(2).plusSeconds(1).toNanos();
      assertThat(handler.handle(new IllegalStateException("down"))).isEqualTo(REPLACE_THREAD);
    }
  }
}
