// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.clock.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of one start of Kafka Streams: as it would make them itself, but that one can tell
 * whether its threads still poll, and wake those that do not come back.
 */
final class WatchedClients implements KafkaClientSupplier {
  private final ClockWatch clock;
  private final TimeOfReceipt times;
  private final List<WatchedConsumer> consumers = new CopyOnWriteArrayList<>();

  WatchedClients(ClockWatch clock, TimeOfReceipt times) {
    this.clock = clock;
    this.times = times;
  }

  /** How long the most silent thread has not polled. */
  Duration silence() {
    return consumers.stream()
        .map(WatchedConsumer::pulse)
        .map(Pulse::silence)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Ends every poll that lasts, with a {@link org.apache.kafka.common.errors.WakeupException}. */
  void wakeUp() {
    consumers.forEach(WatchedConsumer::wakeup);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return watched(config, true);
  }

  /** Polled only while there is something to restore. */
  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return watched(config, false);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return watched(config, true);
  }

  private Consumer<byte[], byte[]> watched(Map<String, Object> config, boolean neverRests) {
    WatchedConsumer made =
        new WatchedConsumer(config, clock.pulse(), neverRests, times, consumers::remove);
    consumers.add(made);
    return made;
  }
}
