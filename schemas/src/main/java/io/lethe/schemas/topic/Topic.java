package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.serde.AvroSerde;
import io.lethe.schemas.serde.WireFormat;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A topic as a typed value.
 *
 * @param name the topic's name
 * @param valueType what its values are; keys are UTF-8 strings
 * @param partitions how many partitions it has
 * @param cleanup what becomes of old records
 * @param retention how long a record stays where {@code cleanup} is {@link Cleanup#DELETE}, else
 *     {@link Duration#ZERO}
 * @param owner the room that creates it
 * @param keyMeaning what the key is, in words
 */
public record Topic<V extends SpecificRecord>(
    String name,
    Class<V> valueType,
    int partitions,
    Cleanup cleanup,
    Duration retention,
    String owner,
    String keyMeaning) {

  public Topic {
    requireNonNull(name, "name");
    requireNonNull(valueType, "valueType");
    requireNonNull(cleanup, "cleanup");
    requireNonNull(retention, "retention");
    requireNonNull(owner, "owner");
    requireNonNull(keyMeaning, "keyMeaning");
    if (!name.matches("[a-z][a-z.-]*")) {
      throw new IllegalArgumentException(
          "Topic name '" + name + "' must be lower-case letters, dots and dashes");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "Topic " + name + " must have at least 1 partition, not " + partitions);
    }
    boolean bounded = retention.toMillis() > 0;
    if (bounded != (cleanup == Cleanup.DELETE) || retention.isNegative()) {
      throw new IllegalArgumentException(
          "Topic "
              + name
              + " with cleanup "
              + cleanup
              + " cannot have a retention of "
              + retention
              + ": only DELETE has one");
    }
  }

  /** A serde of the topic's keys. */
  public Serde<String> keySerde() {
    return Serdes.String();
  }

  /**
   * A serde of the topic's values.
   *
   * @param config Confluent's serde settings, at least {@code schema.registry.url}
   */
  public Serde<V> valueSerde(Map<String, ?> config) {
    AvroSerde<V> serde = new AvroSerde<>(valueType);
    serde.configure(config, false);
    return serde;
  }

  /** Under which name the registry keeps the schemas of the topic's values. */
  public String valueSubject() {
    return WireFormat.subject(name, false);
  }

  /** The schema that this version of the code writes. */
  public Schema valueSchema() {
    return SpecificData.get().getSchema(valueType);
  }

  /** The topic's Kafka settings: cleanup policy and retention. */
  public Map<String, String> settings() {
    return switch (cleanup) {
      case COMPACT -> Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
      case DELETE ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              cleanup.policy(),
              TopicConfig.RETENTION_MS_CONFIG,
              Long.toString(retention.toMillis()));
      case KEEP_FOREVER ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              cleanup.policy(),
              TopicConfig.RETENTION_MS_CONFIG,
              "-1",
              TopicConfig.RETENTION_BYTES_CONFIG,
              "-1");
    };
  }
}
