// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the intake does where a topic that says things once holds what is no record of it. Its
 * tables are not here: the test driver has a handler of its own for them, so UndecodableRecordIT
 * has them.
 */
class LostRecordTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "model.events, no record",
    "model.events,",
    "deletion.set-results, no record",
    "deletion.set-results,",
    "ingest-requests-by-id-repartition, no record",
    "ingest-requests-by-id-repartition,",
    "ingest-requests-by-id-repartition, null",
    "ingest-requests-by-model-repartition, no record",
    "ingest-requests-by-model-repartition,",
    "ingest-status-by-request-repartition, no record",
    "ingest-status-by-request-repartition,"
  })
  void shouldStopAtWhatIsNoRecordUntilAPersonNamesIt(String topic, String value) {
    String record = topic + "/0/0";
    try (Pipeline pipeline = new Pipeline(directory)) {
      assertThatThrownBy(() -> poison(pipeline, topic, value))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessageContaining("Record " + record + " cannot be decoded")
          .hasMessageContaining("Add " + record + " to kafka.pass-over");
    }
    try (Pipeline pipeline = new Pipeline(directory, Set.of(record))) {
      poison(pipeline, topic, value);
      pipeline.registerSubjects(1, 2);
      pipeline.registerModel("faces");
      assertThat(pipeline.state(pipeline.request("s0"))).isEqualTo(RequestState.PENDING);
      assertThatThrownBy(() -> poison(pipeline, topic, value))
          .hasRootCauseInstanceOf(LostRecordException.class);
    }
  }

  static List<UnaryOperator<SubjectSamples.Builder>> rowsOfADatasetThatAreTooLong() {
    return List.of(
        row -> row.setSubjectKeyId("k".repeat(65)),
        row -> row.setSubjectKey("k".repeat(65)),
        row -> row.setSubjectRule("r".repeat(129)),
        row -> row.setTenants(List.of("shop", "t".repeat(61))),
        row -> row.setTenants(Collections.nCopies(257, "t")),
        row -> row.setExtensions(Map.of("e", "x".repeat(501))));
  }

  @ParameterizedTest
  @MethodSource("rowsOfADatasetThatAreTooLong")
  void shouldKeepARowOfADatasetNoLongerThanItMayBe(UnaryOperator<SubjectSamples.Builder> bend) {
    SubjectSamples.Builder row =
        SubjectSamples.newBuilder()
            .setKind(SubjectSamplesKind.SAMPLES)
            .setDatasetDigest(Pipeline.digest("dataset"))
            .setSubjectKeyId("k".repeat(64));
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.input(Topics.DATASET_SUBJECTS).pipeInput("good", row.build());
      pipeline.input(Topics.DATASET_SUBJECTS).pipeInput("bent", bend.apply(row).build());

      KeyValueStore<String, SubjectSamples> rows =
          pipeline.driver.getKeyValueStore(IngestTopology.DATASET_SUBJECTS);
      assertThat(rows.get("good")).isNotNull();
      assertThat(InputTexts.problems(rows.get("bent"))).isEmpty();
    }
  }

  static List<UnaryOperator<StandingOrder.Builder>> ordersThatAreTooLong() {
    return List.of(
        order -> order.setTenant("t".repeat(61)),
        order -> order.setRequestId("r".repeat(65)),
        order -> order.setSubjectKey("k".repeat(65)),
        order -> order.setSubjectKeyId("k".repeat(65)),
        order -> order.setGround("g".repeat(129)),
        order -> order.setEndedBy("b".repeat(201)),
        order -> order.setEndReason("r".repeat(501)));
  }

  @ParameterizedTest
  @MethodSource("ordersThatAreTooLong")
  void shouldNotStopAtAStandingOrderWithATextThatIsTooLong(
      UnaryOperator<StandingOrder.Builder> bend) {
    StandingOrder.Builder order =
        StandingOrder.newBuilder()
            .setTenant("default")
            .setRequestId("r")
            .setSubjectKeyId("k")
            .setReceivedAt(Instant.EPOCH);
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.sendStanding("default/r", order.build());

      pipeline.sendStanding("default/r", bend.apply(order).build());

      String after = pipeline.request("s1");
      assertThat(pipeline.state(after)).isEqualTo(RequestState.RECEIVED);
    }
  }

  /** On a compacted topic none can be: the broker refuses it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.events",
        "deletion.set-results",
        "ingest-requests-by-id-repartition",
        "ingest-requests-by-model-repartition",
        "ingest-status-by-request-repartition"
      })
  void shouldStopAtWhatHasNoKeyUntilAPersonNamesIt(String topic) {
    try (Pipeline pipeline = new Pipeline(directory)) {
      assertThatThrownBy(() -> poison(pipeline, topic, null, "of nobody"))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessageContaining("Record " + topic + "/0/0 cannot be decoded")
          .hasMessageContaining("it has no key");
    }
  }

  @Test
  void shouldForgetAModelWhoseChampionIsTakenBack() {
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.registerSubjects(1, 2);
      pipeline.registerModel("faces");
      poison(pipeline, "model.champions", null);
      KeyValueStore<String, ?> champions =
          pipeline.driver.getKeyValueStore(IngestTopology.CHAMPIONS);
      assertThat(champions.get("faces")).isNull();
    }
  }

  @Test
  void shouldStopWhereAnEventIsMissing() {
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.registerModel("faces");
      pipeline.event("faces", ModelEventType.ALIAS_SET); // never sent

      assertThatThrownBy(() -> pipeline.send(pipeline.event("faces", ModelEventType.ALIAS_SET)))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessage(
              "Event 3 of model faces follows 1 on model.events: those between are lost; restore"
                  + " the topic");
    }
  }

  static List<UnaryOperator<ModelEvent.Builder>> whatNoRegistryMeans() {
    return List.of(
        event -> event.setDigest("1e400"),
        event -> event.setForgottenDigest(Pipeline.EMPTY.toUpperCase(Locale.ROOT)),
        event -> event.setUri("artifact:tree/" + "x".repeat(3_000)),
        event -> event.setVersion(null),
        event -> event.setModel("nobody").setSequence(1));
  }

  @ParameterizedTest
  @MethodSource("whatNoRegistryMeans")
  void shouldStopAtAnEventThatItsRegistryCannotHaveMeant(UnaryOperator<ModelEvent.Builder> bend) {
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.registerModel("faces");
      ModelEvent.Builder event = bend.apply(pipeline.pointer("faces", ModelEventType.ROLLED_BACK));

      assertThatThrownBy(() -> pipeline.send(event))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessageContaining("the registry that wrote it breaks the contract")
          .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(300));
    }
  }

  private static void poison(Pipeline pipeline, String topic, String value) {
    poison(pipeline, topic, "faces", value);
  }

  private static void poison(Pipeline pipeline, String topic, String key, String value) {
    pipeline
        .driver
        .createInputTopic(topic, new StringSerializer(), new StringSerializer())
        .pipeInput(key, value);
  }
}
