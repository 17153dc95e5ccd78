package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.junit.jupiter.api.Test;

final class SkipUndecodableTest {
  private static final String TOPIC = Topics.MODEL_COMMANDS.name();
  private static final byte[] GARBAGE = {42};

  private final SkipUndecodable handler = new SkipUndecodable();

  @Test
  void shouldSkipARecordThatCanNeverBeDecoded() {
    UndecodableRecordException undecodable =
        catchThrowableOfType(
            UndecodableRecordException.class,
            () ->
                Topics.MODEL_COMMANDS
                    .valueSerde(Map.of("schema.registry.url", "mock://skip"))
                    .deserializer()
                    .deserialize(TOPIC, GARBAGE));

    assertThat(answerTo(new SerializationException("wrapped", undecodable)))
        .isEqualTo(Result.RESUME);
  }

  @Test
  void shouldStopWhereTheRecordMayBeDecodedLater() {
    assertThat(answerTo(new SerializationException("the schema registry does not answer")))
        .isEqualTo(Result.FAIL);
  }

  private Result answerTo(Exception failure) {
    return handler
        .handleError(null, new ConsumerRecord<>(TOPIC, 0, 7, GARBAGE, GARBAGE), failure)
        .result();
  }
}
