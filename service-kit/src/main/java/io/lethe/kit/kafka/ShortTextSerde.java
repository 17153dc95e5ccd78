// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.text.InputTexts;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serde for the sources of a topology whose rows registrars write: texts that are longer than
 * {@link InputTexts} allows are cut before any of it reaches a store or a message. A row with such
 * texts is no reason to stop, as one that cannot be decoded is: what is cut is nobody's key,
 * nobody's name and no tenant, so that the row is found by nobody.
 *
 * @param <T> the topic's values
 */
public final class ShortTextSerde<T extends SpecificRecord> implements Serde<T> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ShortTextSerde.class);

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
      if (read == null || tooLong.isEmpty()) {
        return read;
      }
      LOGGER
          .atWarn()
          .setMessage(
              "A record's texts are too long and were cut; whoever wrote it must write it anew")
          .addKeyValue(LogKeys.TOPIC, topic)
          .addKeyValue(LogKeys.PROBLEMS, TextLimit.MESSAGE.cut(String.join("; ", tooLong)))
          .log();
      return InputTexts.cut(read);
    };
  }
}
