// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * What a consumer throws at a record that it cannot hand out, with causes as the serde has them.
 */
public final class UnreadableRecords {

  private UnreadableRecords() {}

  /** Bytes that are no record, however often they are read. */
  public static RecordDeserializationException undecodable(TopicPartition partition, long offset) {
    return unreadable(
        partition,
        offset,
        catchThrowableOfType(
            UndecodableRecordException.class,
            () -> read("mock://unreadable-records", new byte[] {1, 2, 3})));
  }

  /** A record whose schema cannot be asked for, as nobody listens at the registry's address. */
  public static RecordDeserializationException registryAway(TopicPartition partition, long offset) {
    return unreadable(
        partition,
        offset,
        catchThrowableOfType(
            SchemaRegistryException.class,
            () -> read("http://127.0.0.1:1", new byte[] {0, 0, 0, 0, 7, 1})));
  }

  private static void read(String registry, byte[] bytes) {
    Topics.MODEL_CANDIDATES
        .valueSerde(Map.of("schema.registry.url", registry))
        .deserializer()
        .deserialize(Topics.MODEL_CANDIDATES.name(), bytes);
  }

  private static RecordDeserializationException unreadable(
      TopicPartition partition, long offset, RuntimeException cause) {
    return new RecordDeserializationException(
        RecordDeserializationException.DeserializationExceptionOrigin.VALUE,
        partition,
        offset,
        0,
        TimestampType.CREATE_TIME,
        null,
        null,
        null,
        "unreadable",
        cause);
  }
}
