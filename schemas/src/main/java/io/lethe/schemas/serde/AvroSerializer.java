// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.UnregisteredSchemaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes records with the schema of their class. */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

  private final Schema schema;
  private final SpecificDatumWriter<T> writer;
  private @Nullable SchemaRegistryClient registry;
  private boolean autoRegister;
  private boolean isKey;

  AvroSerializer(Class<T> type) {
    schema = SpecificData.get().getSchema(type);
    writer = new SpecificDatumWriter<>(schema, SpecificData.getForClass(type));
  }

  void use(SchemaRegistryClient newRegistry, boolean newAutoRegister, boolean newIsKey) {
    registry = newRegistry;
    autoRegister = newAutoRegister;
    isKey = newIsKey;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T value) {
    if (value == null) {
      return null;
    }
    SchemaRegistryClient known = registry;
    if (known == null) {
      throw new IllegalStateException("Serializer of " + schema.getFullName() + " not configured");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(WireFormat.MAGIC);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(schemaId(topic, known)).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
      // Avro's messages quote the value, which may name a subject: the cause's kind must do
      throw new SerializationException(
          "Cannot write a "
              + schema.getFullName()
              + " to topic "
              + topic
              + ": a field is missing or of a wrong type ("
              + e.getClass().getSimpleName()
              + ")");
    }
    return bytes.toByteArray();
  }

  private int schemaId(String topic, SchemaRegistryClient known) {
    String subject = WireFormat.subject(topic, isKey);
    if (autoRegister) {
      return known.register(subject, schema);
    }
    return known
        .idOf(subject, schema)
        .orElseThrow(() -> new UnregisteredSchemaException(subject, schema.getFullName()));
  }
}
