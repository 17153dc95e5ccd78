// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Avro records in the Confluent wire format: a zero byte, the schema id as big-endian int, Avro
 * binary. Subjects follow TopicNameStrategy, {@code <topic>-value}. Bytes are read with their
 * writer's schema, resolved against the reader's.
 *
 * <p>Settings are Confluent's, see {@link SerdeConfig}. Serializing throws {@link
 * org.apache.kafka.common.errors.SerializationException}, deserializing throws {@link
 * UndecodableRecordException} for bytes that can never be read and {@link
 * io.lethe.schemas.registry.SchemaRegistryException} when the registry gives no answer.
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

  static {
    GeneratedClasses.trust();
  }

  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;

  /** A serde that takes its registry from {@link #configure}. */
  public AvroSerde(Class<T> type) {
    serializer = new AvroSerializer<>(requireNonNull(type, "type"));
    deserializer = new AvroDeserializer<>(type);
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    SerdeConfig serdeConfig = SerdeConfig.from(config);
    SchemaRegistryClient registry = SchemaRegistryClients.of(serdeConfig);
    serializer.use(registry, serdeConfig.autoRegisterSchemas(), isKey);
    deserializer.use(registry);
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }
}
