// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.serde.UndecodableRecordException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde for the sources of a topology whose topic is not compacted: there a record without key or
 * without value is none of the topic, and cannot be decoded. Not for stores and tables, where no
 * value deletes a row.
 *
 * @param <T> the topic's keys or values
 */
public final class RequiredSerde<T> implements Serde<T> {
  private final Serde<T> serde;
  private final String rule;

  private RequiredSerde(Serde<T> serde, String rule) {
    this.serde = requireNonNull(serde, "serde");
    this.rule = rule;
  }

  /** Reads and writes keys as another serde does. */
  public static <K> RequiredSerde<K> ofKeys(Serde<K> serde) {
    return new RequiredSerde<>(serde, UndecodableRecordException.NO_KEY);
  }

  /** Reads and writes values as another serde does. */
  public static <V> RequiredSerde<V> ofValues(Serde<V> serde) {
    return new RequiredSerde<>(serde, UndecodableRecordException.NO_VALUE);
  }

  @Override
  public Serializer<T> serializer() {
    return serde.serializer();
  }

  @Override
  public Deserializer<T> deserializer() {
    Deserializer<T> others = serde.deserializer();
    return (topic, bytes) -> {
      T read = others.deserialize(topic, bytes); // JSON has bytes for no value, too
      if (read == null) {
        throw new UndecodableRecordException(topic, rule);
      }
      return read;
    };
  }
}
