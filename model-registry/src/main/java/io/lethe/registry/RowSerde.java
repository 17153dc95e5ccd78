package io.lethe.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.registry.model.Row;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Rows as JSON in the registry's own store and changelog. They are derived data that nobody else
 * reads, so they need no schema registry; fields that a later version added are skipped.
 */
final class RowSerde implements Serde<Row> {
  private final JsonMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @Override
  public Serializer<Row> serializer() {
    return (topic, row) -> row == null ? null : toBytes(topic, row);
  }

  @Override
  public Deserializer<Row> deserializer() {
    return (topic, bytes) -> bytes == null ? null : fromBytes(topic, bytes);
  }

  private byte[] toBytes(String topic, Row row) {
    try {
      return mapper.writerFor(Row.class).writeValueAsBytes(row);
    } catch (JsonProcessingException e) {
      throw new SerializationException("a row cannot be written to " + topic, e);
    }
  }

  private Row fromBytes(String topic, byte[] bytes) {
    try {
      return mapper.readValue(bytes, Row.class);
    } catch (IOException e) {
      throw new SerializationException(
          "a row of "
              + topic
              + " cannot be read; delete the registry's state directory and reset its application to"
              + " rebuild it",
          e);
    }
  }
}
