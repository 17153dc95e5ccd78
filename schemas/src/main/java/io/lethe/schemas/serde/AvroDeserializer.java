// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.registry.SchemaBounds;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.UnboundedSchemaException;
import io.lethe.schemas.registry.UnknownSchemaException;
import io.lethe.schemas.registry.UnreadableSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads records with their writer's schema, resolved against the schema of the class. */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  private final Class<T> type;
  private final Schema readerSchema;
  private final Map<Integer, Schema> readableWriters = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistryClient registry;

  AvroDeserializer(Class<T> type) {
    this.type = type;
    readerSchema = SpecificData.get().getSchema(type);
  }

  void use(SchemaRegistryClient newRegistry) {
    registry = newRegistry;
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    SchemaRegistryClient known = registry;
    if (known == null) {
      throw new IllegalStateException(
          "Deserializer of " + readerSchema.getFullName() + " not configured");
    }
    if (bytes.length < WireFormat.HEADER_BYTES) {
      throw new UndecodableRecordException(
          topic,
          bytes.length + " bytes are too few, the wire format begins with 5: 0 and a schema id");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, 0, WireFormat.HEADER_BYTES);
    byte magic = header.get();
    if (magic != WireFormat.MAGIC) {
      throw new UndecodableRecordException(topic, "the first byte must be 0, not " + magic);
    }
    int schemaId = header.getInt();
    if (schemaId < 1) {
      throw new UndecodableRecordException(
          topic, "schema id " + schemaId + " is none: ids are positive");
    }
    return decode(topic, schemaId, writerSchema(topic, schemaId, known), bytes);
  }

  private T decode(String topic, int schemaId, Schema writerSchema, byte[] bytes) {
    SpecificDatumReader<T> reader =
        new SpecificDatumReader<>(writerSchema, readerSchema, SpecificData.getForClass(type));
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
    T value;
    boolean atEnd;
    try {
      value = reader.read(null, decoder);
      atEnd = decoder.isEnd();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro's messages may quote content, which may name a subject: the cause's kind must do. The
      // stack ends where a writer's schema holds itself and a record makes use of it.
      throw new UndecodableRecordException(
          topic,
          "its bytes do not hold a record of schema id "
              + schemaId
              + " ("
              + e.getClass().getSimpleName()
              + ")");
    }
    if (!atEnd) {
      throw new UndecodableRecordException(
          topic, "bytes are left over after the record of schema id " + schemaId);
    }
    return value;
  }

  private Schema writerSchema(String topic, int schemaId, SchemaRegistryClient known) {
    Schema readable = readableWriters.get(schemaId);
    if (readable != null) {
      return readable;
    }
    Schema fetched;
    try {
      fetched = known.schemaById(schemaId);
      SchemaBounds.require(fetched);
    } catch (UnboundedSchemaException e) {
      throw new UndecodableRecordException(
          topic, "schema id " + schemaId + " is none that is read: " + e.getMessage());
    } catch (UnknownSchemaException | UnreadableSchemaException e) {
      throw new UndecodableRecordException(topic, String.valueOf(e.getMessage()));
    }
    if (SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, fetched).getType()
        != SchemaCompatibilityType.COMPATIBLE) {
      throw new UndecodableRecordException(
          topic,
          "schema id "
              + schemaId
              + " ("
              + TextLimit.NAME.cut(fetched.getFullName())
              + ") cannot be read as "
              + readerSchema.getFullName());
    }
    readableWriters.put(schemaId, fetched);
    return fetched;
  }
}
