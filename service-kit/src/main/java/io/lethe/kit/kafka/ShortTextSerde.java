// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.text.InputTexts;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde for the sources of a topology whose rows registrars write: a row with a text that is
 * longer than {@link InputTexts} allows is none of the topic, and cannot be decoded, so that
 * nothing of it reaches a store or a message.
 *
 * @param <T> the topic's values
 */
public final class ShortTextSerde<T extends SpecificRecord> implements Serde<T> {
  private final Serde<T> serde;

  /** Reads and writes as another serde does. */
  public ShortTextSerde(Serde<T> serde) {
    this.serde = requireNonNull(serde, "serde");
  }

  @Override
  public Serializer<T> serializer() {
    return serde.serializer();
  }

  @Override
  public Deserializer<T> deserializer() {
    Deserializer<T> others = serde.deserializer();
    return (topic, bytes) -> {
      T read = others.deserialize(topic, bytes);
      List<String> tooLong = read == null ? List.of() : InputTexts.problems(read);
      if (!tooLong.isEmpty()) {
        throw new UndecodableRecordException(
            topic, TextLimit.MESSAGE.cut("its texts are too long: " + String.join("; ", tooLong)));
      }
      return read;
    };
  }
}
