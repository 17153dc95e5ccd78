// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.lethe.schemas.serde.UndecodableRecordException;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * JSON for rows of state stores and internal repartition topics, which only their own service reads
 * and which need no schema registry. Unknown properties are ignored, so that an older instance can
 * take over a store while a newer one is rolled out. Errors name the row's type and never its
 * content.
 *
 * @param <T> the row, a record
 */
public final class RowSerde<T> implements Serde<T> {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(
              new SimpleModule("instants")
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantDeserializer()))
          .build();

  private final Class<T> type;

  /**
   * A serde for one type of row.
   *
   * @param type the row's class
   */
  public RowSerde(Class<T> type) {
    this.type = Objects.requireNonNull(type, "type");
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, row) -> row == null ? null : write(topic, row);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
  }

  private byte[] write(String topic, T row) {
    try {
      return MAPPER.writerFor(type).writeValueAsBytes(row);
    } catch (JsonProcessingException e) {
      throw failure("written to", topic, e, null);
    }
  }

  private T read(String topic, byte[] bytes) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw failure("read from", topic, e, undecodable(topic));
    }
  }

  private UndecodableRecordException undecodable(String topic) {
    return new UndecodableRecordException(topic, "it is no " + type.getSimpleName());
  }

  /** The fault's message quotes the source, so only its type travels on. */
  private SerializationException failure(
      String verb, String topic, Exception fault, @Nullable Exception cause) {
    return new SerializationException(
        ("A %s row cannot be %s %s (%s); the state is a copy: delete"
                + " this service's state directory and reset its application to rebuild it")
            .formatted(type.getSimpleName(), verb, topic, fault.getClass().getSimpleName()),
        cause);
  }
}
