// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TenantName;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.serde.AvroSerde;
import io.lethe.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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
    if (!name.matches("[a-z][a-z0-9.-]*")) {
      throw new IllegalArgumentException(
          "Topic name '"
              + name
              + "' must be lower-case letters, digits, dots and dashes, a letter first");
    }
    if (access.writers().isEmpty() || access.readers().isEmpty()) {
      throw new IllegalArgumentException(
          "Topic " + name + " must have a writer and a reader, not " + access);
    }
  }

  /**
   * The topic of a tenant that is this one of the tenant {@code default}: all of it is as here, but
   * who writes it is the tenant's own application, and the intake for those who come by HTTP.
   *
   * @throws IllegalArgumentException where applications do not write this one, or nobody can have
   *     that name
   */
  public Topic<V> of(String tenant) {
    if (!access.writers().contains(Party.UPSTREAM_APP) || !TenantName.isOne(tenant)) {
      throw new IllegalArgumentException(
          "Topic " + name + " is of no tenant '" + TextLimit.QUOTE.cut(tenant) + "'");
    }
    return tenant.equals(TenantName.DEFAULT)
        ? this
        : new Topic<>(name + "." + tenant, valueType, keyMeaning, storage, access.ofATenant());
  }

  /**
   * Whose a topic is that is this one or {@linkplain #of a tenant's} like it.
   *
   * @param topic a topic's name
   * @return empty for every other topic
   */
  public Optional<String> tenantOf(String topic) {
    if (topic.equals(name)) {
      return Optional.of(TenantName.DEFAULT);
    }
    return topic.startsWith(name + ".")
        ? Optional.of(topic.substring(name.length() + 1))
        : Optional.empty();
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
