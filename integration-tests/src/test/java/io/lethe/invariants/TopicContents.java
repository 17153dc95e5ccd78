// SPDX-License-Identifier: Apache-2.0
package io.lethe.invariants;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** What topics hold, from their beginning to where they end now. */
public final class TopicContents {
  /** What the ids of its clients begin with. */
  public static final String CLIENT = "topic-contents";

  private final KafkaSettings settings;

  public TopicContents(KafkaSettings settings) {
    this.settings = settings;
  }

  KafkaSettings settings() {
    return settings;
  }

  /** All that are records, in the order of their partitions and offsets. */
  public <V extends SpecificRecord> List<ConsumerRecord<String, V>> read(Topic<V> topic) {
    try (var serde = topic.valueSerde(settings.serdeConfig())) {
      return bytes(topic).stream()
          .filter(record -> record.value() != null || deletes(topic))
          .flatMap(record -> decoded(record, serde.deserializer()).stream())
          .toList();
    }
  }

  /** Elsewhere what has no value is no record. */
  private static boolean deletes(Topic<?> topic) {
    return topic.storage().cleanup() == Cleanup.COMPACT;
  }

  /** Nothing where the bytes are no record: such have no effect. */
  private static <V> Optional<ConsumerRecord<String, V>> decoded(
      ConsumerRecord<String, byte[]> bytes, Deserializer<V> deserializer) {
    try {
      V value = deserializer.deserialize(bytes.topic(), bytes.headers(), bytes.value());
      return Optional.of(
          new ConsumerRecord<>(
              bytes.topic(),
              bytes.partition(),
              bytes.offset(),
              bytes.timestamp(),
              bytes.timestampType(),
              bytes.serializedKeySize(),
              bytes.serializedValueSize(),
              bytes.key(),
              value,
              bytes.headers(),
              bytes.leaderEpoch()));
    } catch (UndecodableRecordException e) {
      return Optional.empty();
    }
  }

  /** The bytes of everything, keys as text. */
  public List<ConsumerRecord<String, byte[]>> bytes(Topic<?> topic) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
    try (KafkaMeters meters = new KafkaMeters(registry);
        TopicTail<byte[]> tail =
            new Loops(settings, meters, registry).bytes(CLIENT, List.of(topic), records::add)) {
      CompletableFuture<Void> end = tail.readToEnd();
      tail.start();
      end.orTimeout(1, TimeUnit.MINUTES).join();
    }
    return records.stream()
        .sorted(
            Comparator.<ConsumerRecord<String, byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset))
        .toList();
  }
}
