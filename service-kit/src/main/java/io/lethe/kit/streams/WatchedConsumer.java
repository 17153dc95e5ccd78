// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.clock.Pulse;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of Kafka Streams, whose polls are signs of life and whose records all have a time. */
final class WatchedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Pulse pulse;
  private final boolean neverRests;
  private final TimeOfReceipt times;
  private final java.util.function.Consumer<WatchedConsumer> onClose;

  /**
   * A consumer that beats with each poll.
   *
   * @param neverRests whether it must poll as long as it is open, or only come back from each poll
   * @param onClose told when it closes
   */
  WatchedConsumer(
      Map<String, Object> config,
      Pulse pulse,
      boolean neverRests,
      TimeOfReceipt times,
      java.util.function.Consumer<WatchedConsumer> onClose) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.pulse = pulse;
    this.neverRests = neverRests;
    this.times = times;
    this.onClose = onClose;
  }

  Pulse pulse() {
    return pulse;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    pulse.beat();
    try {
      return times.of(super.poll(timeout));
    } finally {
      if (neverRests) {
        pulse.beat();
      } else {
        pulse.rest();
      }
    }
  }

  @Override
  public void close() {
    onClose.accept(this);
    super.close();
  }

  @Override
  public void close(CloseOptions options) {
    onClose.accept(this);
    super.close(options);
  }
}
