// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final byte[] GARBAGE = {42};
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void shouldDoubleThePauseWithEachFailureUpToTenSeconds() {
    Faults faults = new Faults(meters, Set.of());

    assertThat(IntStream.of(1, 2, 3, 6, 7, 20, 1_000).mapToObj(faults::pauseAfter))
        .containsExactly(
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofMillis(6_400),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
  }

  @Test
  void shouldPassOverWhatIsSaidAgainAndStopAtEverythingElse() {
    assertThat(Topics.all().stream().map(topic -> topic.name() + " " + policy(topic.name())))
        .containsExactly(
            "deletion.requests STOP", // of these, bytes are read: dead letters say what is wrong
            "deletion.amendments STOP", // of these too
            "deletion.rejected PASS_OVER",
            "deletion.history STOP",
            "deletion.status PASS_OVER",
            "deletion.standing STOP",
            "dataset.subjects STOP",
            "deletion.set-intents STOP",
            "deletion.set-results STOP",
            "deletion.sets STOP",
            "unlearning.jobs PASS_OVER",
            "model.candidates PASS_OVER",
            "verification.reports PASS_OVER",
            "verification.progress PASS_OVER",
            "model.commands PASS_OVER",
            "model.rejected STOP",
            "model.events STOP",
            "model.champions STOP");
    assertThat(policy("deletion-ingest-requests-by-id-repartition")).isEqualTo("STOP");
  }

  private static String policy(String topic) {
    return UndecodablePolicy.of(topic).name();
  }

  @Test
  void shouldHaveATopologyPassOverWhatIsSaidAgain() {
    String topic = Topics.MODEL_COMMANDS.name();

    assertThat(handled(Set.of(), topic, undecodable(topic))).isEqualTo(Result.RESUME);
    assertThat(counted(topic)).isEqualTo(1);
  }

  @Test
  void shouldHaveATopologyStopWhereTheRecordMayBeDecodedLater() {
    String topic = Topics.MODEL_COMMANDS.name();
    SerializationException away = new SerializationException("the schema registry does not answer");

    assertThat(handled(Set.of(), topic, away)).isEqualTo(Result.FAIL);
    assertThat(counted(topic)).isZero();
  }

  @Test
  void shouldHaveATopologyStopAtWhatIsSaidOnceUntilAPersonNamesIt() {
    String topic = Topics.MODEL_EVENTS.name();

    assertThatThrownBy(() -> handled(Set.of(topic + "/0/8"), topic, undecodable(topic)))
        .isInstanceOf(LostRecordException.class)
        .hasMessageContaining("Record model.events/0/7 cannot be decoded")
        .hasMessageContaining("Add model.events/0/7 to kafka.pass-over");
    assertThat(handled(Set.of(topic + "/0/7"), topic, undecodable(topic))).isEqualTo(Result.RESUME);
    assertThat(counted(topic)).isEqualTo(2);
  }

  private Result handled(Set<String> passOver, String topic, Exception failure) {
    UndecodableHandler handler = new UndecodableHandler();
    handler.configure(UndecodableHandler.settings(new Faults(meters, passOver), List.of(topic)));
    return handler
        .handleError(null, new ConsumerRecord<>(topic, 0, 7, GARBAGE, GARBAGE), failure)
        .result();
  }

  private static SerializationException undecodable(String topic) {
    return new SerializationException(
        "wrapped",
        catchThrowableOfType(
            UndecodableRecordException.class,
            () ->
                Topics.MODEL_COMMANDS
                    .valueSerde(Map.of("schema.registry.url", "mock://faults"))
                    .deserializer()
                    .deserialize(topic, GARBAGE)));
  }

  private double counted(String topic) {
    return meters.get(Faults.UNDECODABLE.name()).tag("topic", topic).counter().count();
  }
}
