// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDamageTest {

  @Test
  void shouldSeeAStoreThatCannotBeOpenedReadOrTrusted() {
    assertThat(isDamage(new ProcessorStateException("Error opening store", corruption()))).isTrue();
    assertThat(isDamage(new TaskCorruptedException(Set.of(new TaskId(-1, -1))))).isTrue();
  }

  @Test
  void shouldSeeAnOffsetThatItsTopicDoesNotHave() {
    TopicPartition partition = new TopicPartition("topic", 0);

    assertThat(isDamage(new OffsetOutOfRangeException(Map.of(partition, 7L)))).isTrue();
  }

  @Test
  void shouldNotTakeABrokerThatIsAwayOrRefusesForDamage() {
    assertThat(isDamage(stateException(new TimeoutException("no broker")))).isFalse();
    assertThat(isDamage(stateException(new TopicAuthorizationException("t")))).isFalse();
    assertThat(isDamage(stateException(new SaslAuthenticationException("no")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IO error: No space left on device: While appending to file",
        "IO error: Disk quota exceeded",
        "IO error: While open a file for appending: Permission denied",
        "Read-only file system",
        "IO error: Too many open files",
        "Cannot allocate memory"
      })
  void shouldNotTakeWhatTheSystemRefusesForDamage(String message) {
    assertThat(isDamage(stateException(new IOException(message)))).isFalse();
  }

  @Test
  void shouldNotTakeAFaultOfOursForDamage() {
    assertThat(isDamage(new IllegalStateException("a bug"))).isFalse();
  }

  /** As it surfaces from a stream thread: wrapped once more. */
  private static boolean isDamage(RuntimeException failure) {
    return StateDamage.isIn(new StreamsException("in a thread", failure));
  }

  private static ProcessorStateException stateException(Exception cause) {
    return new ProcessorStateException("Failed to commit store", cause);
  }

  private static IOException corruption() {
    return new IOException("Corruption: block checksum mismatch");
  }
}
