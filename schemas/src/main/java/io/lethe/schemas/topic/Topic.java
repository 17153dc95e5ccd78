// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.serde.AvroSerde;
import io.lethe.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;

/**
 * A topic as a typed value.
 *
 * @param name the topic's name
 * @param valueType what its values are; keys are UTF-8 strings
 * @param keyMeaning what the key is, in words
 * @param storage how it keeps its records
 * @param access who makes, writes and reads it
 */
public record Topic<V extends SpecificRecord>(
    String name, Class<V> valueType, String keyMeaning, Storage storage, Access access) {

  public Topic {
    requireNonNull(name, "name");
    requireNonNull(valueType, "valueType");
    requireNonNull(keyMeaning, "keyMeaning");
    requireNonNull(storage, "storage");
    requireNonNull(access, "access");
    if (!name.matches("[a-z][a-z.-]*")) {
      throw new IllegalArgumentException(
          "Topic name '" + name + "' must be lower-case letters, dots and dashes");
    }
    if (access.writers().isEmpty() || access.readers().isEmpty()) {
      throw new IllegalArgumentException(
          "Topic " + name + " must have a writer and a reader, not " + access);
    }
  }

  /** How many partitions it has. */
  public int partitions() {
    return storage.partitions();
  }

  /**
   * The partition that Kafka's Java clients choose for a key. Not every client chooses alike, so
   * whoever keeps state by key asks.
   */
  public int partitionOf(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions();
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
}
