// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.serde.UndecodableRecordException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde for the sources of a topology whose topic is not compacted: there a record without value
 * says nothing, and cannot be decoded. Not for stores and tables, where it deletes a row.
 *
 * @param <V> the topic's values
 */
public final class RequiredValueSerde<V> implements Serde<V> {
  private final Serde<V> serde;

  /** Reads and writes as another serde does. */
  public RequiredValueSerde(Serde<V> serde) {
    this.serde = requireNonNull(serde, "serde");
  }

  @Override
  public Serializer<V> serializer() {
    return serde.serializer();
  }

  @Override
  public Deserializer<V> deserializer() {
    Deserializer<V> values = serde.deserializer();
    return (topic, bytes) -> {
      V value = values.deserialize(topic, bytes); // JSON has bytes for no value, too
      if (value == null) {
        throw new UndecodableRecordException(topic, UndecodableRecordException.NO_VALUE);
      }
      return value;
    };
  }
}
