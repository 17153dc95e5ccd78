package io.lethe.invariants;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic's committed records from its beginning to where it ends now. */
public final class TopicReader {
  private final KafkaSettings settings;

  public TopicReader(KafkaSettings settings) {
    this.settings = settings;
  }

  KafkaSettings settings() {
    return settings;
  }

  /** All that are records, in the order of their partitions and offsets. */
  public <V extends SpecificRecord> List<ConsumerRecord<String, V>> read(Topic<V> topic) {
    try (var serde = topic.valueSerde(settings.serdeConfig())) {
      return bytes(topic.name()).stream()
          .flatMap(record -> decoded(record, serde.deserializer()).stream())
          .toList();
    }
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
  public List<ConsumerRecord<String, byte[]>> bytes(String topic) {
    Map<String, Object> config = settings.consumer("reader-" + UUID.randomUUID());
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    records.sort(
        Comparator.<ConsumerRecord<String, byte[]>>comparingInt(ConsumerRecord::partition)
            .thenComparingLong(ConsumerRecord::offset));
    return records;
  }
}
