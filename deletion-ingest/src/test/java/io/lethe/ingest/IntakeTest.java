// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ingest.intake.IngestTimes;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Tenants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeTest {
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a001";

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("faces");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldRejectATombstoneAndMoveOn() {
    pipeline.sendRaw(new TestRecord<>("s0".getBytes(StandardCharsets.UTF_8), null));
    String next = pipeline.request("s1");

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.NULL_VALUE);
    assertThat(deadLetter.getPayloadBytes()).isZero();
    assertThat(deadLetter.getSourceTopic()).isEqualTo("deletion.requests");
    assertThat(pipeline.state(next)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldRejectAnUndecodableRecordAndMoveOn() {
    byte[] bytes = "subject s0 wants out".getBytes(StandardCharsets.UTF_8);
    pipeline.sendRaw(new TestRecord<>(null, bytes));
    String next = pipeline.request("s1");

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.UNDECODABLE);
    assertThat(deadLetter.getPayloadBytes()).isEqualTo(bytes.length);
    assertThat(deadLetter.getMessage()).contains("Confluent wire format").doesNotContain("s0");
    assertThat(pipeline.state(next)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldNameTheSchemaIdThatTheRegistryDoesNotKnow() {
    byte[] bytes = pipeline.encode(pipeline.requestBuilder(ID, "s0").build());
    ByteBuffer.wrap(bytes).putInt(1, 4711);

    pipeline.sendRaw(new TestRecord<>(null, bytes));

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.UNDECODABLE);
    assertThat(deadLetter.getMessage())
        .contains("schema id 4711 is unknown in the registry mock://")
        .doesNotContain("s0");
  }

  @Test
  void shouldTakeARequestWithoutKey() {
    DeletionRequest request = pipeline.requestBuilder(ID, "s0").build();

    pipeline.sendRaw(new TestRecord<>(null, pipeline.encode(request)));

    assertThat(pipeline.rejected).isEmpty();
    assertThat(pipeline.state("default/" + ID)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldNameEveryBrokenRuleAndNoValue() {
    DeletionRequest broken =
        pipeline
            .requestBuilder("not-a-uuid", "  ")
            .setModel("x/y")
            .setDeadline(pipeline.now().minusSeconds(1))
            .build();
    pipeline.send("k", broken);

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.INVALID);
    assertThat(deadLetter.getMessage())
        .contains("requestId must be a UUID")
        .contains("model must be")
        .contains("subjectId must not be blank")
        .contains("deadline must not be before requestedAt")
        .doesNotContain("not-a-uuid")
        .doesNotContain("x/y");
    assertThat(deadLetter.getRequestId()).isNull();
    assertThat(deadLetter.getTenant()).isEqualTo("default");
    assertThat(pipeline.status).isEmpty();
  }

  @Test
  void shouldRefuseExtensionsThatAreTooLongOrTooMany() {
    String rule = "extensions must have at most 256 entries, keys of at most 128 characters";
    List<Map<String, String>> good = List.of(Map.of("colour", "blue"), Map.of());
    List<Map<String, String>> bad =
        List.of(
            Map.of("x".repeat(129), "v"),
            Map.of("k", "x".repeat(501)),
            IntStream.range(0, 257)
                .boxed()
                .collect(Collectors.toMap(i -> "k" + i, i -> "x".repeat(501))));

    bad.forEach(
        each -> pipeline.send("k", pipeline.requestBuilder(ID, "s0").setExtensions(each).build()));
    assertThat(pipeline.rejected)
        .hasSize(3)
        .allSatisfy(
            refused -> {
              assertThat(refused.getReason()).isEqualTo(RejectionReason.INVALID);
              assertThat(refused.getMessage()).contains(rule).hasSizeLessThan(300);
            });
    good.forEach(
        each -> pipeline.send("k", pipeline.requestBuilder(ID, "s0").setExtensions(each).build()));
    assertThat(pipeline.rejected).hasSize(3);
    assertThat(pipeline.state("default/" + ID)).isEqualTo(RequestState.PENDING);
  }

  /** What is asked word by word is not asked of texts that are too long: that took for ever. */
  @Test
  @Timeout(20)
  void shouldRefuseAMegabyteOfWordsAtOnce() {
    String words =
        IntStream.range(0, 60_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));

    pipeline.send(
        "k", pipeline.requestBuilder(ID, "a" + "é ".repeat(150_000)).setNote(words).build());
    pipeline.send("k", pipeline.requestBuilder(ID, "a".repeat(1_000)).setNote(words).build());
    pipeline.send(
        "k",
        pipeline
            .requestBuilder(ID, "a".repeat(1_000))
            .setCallbacks(Collections.nCopies(20_000, "https://a.example/ b c d e f"))
            .build());

    assertThat(pipeline.rejected).hasSize(3);
    assertThat(pipeline.rejected.get(1).getMessage()).contains("note must be left out");
  }

  @Test
  void shouldNotRepeatASubjectIdThatStandsInAnotherField() {
    pipeline.send(ID, pipeline.requestBuilder(ID, ID).build());

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.INVALID);
    assertThat(deadLetter.getMessage()).contains("must differ from subjectId").doesNotContain(ID);
    assertThat(deadLetter.getRequestId()).isNull();
  }

  @Test
  void shouldNotRepeatASubjectIdThatStandsInAnotherFieldInAnotherForm(@TempDir Path hers) {
    try (Pipeline annas = new Pipeline(hers, Tenants.of(List.of("anna")))) {
      annas.send("k", annas.requestBuilder(ID, " Anna\u200b").setTenant("anna").build());

      assertThat(annas.rejected).hasSize(1);
      assertThat(annas.rejected.get(0).getMessage()).contains("must differ from subjectId");
      assertThat(annas.rejected.get(0).getTenant()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ' Anna.Meyer'|must have no blanks around it
          'Anna.Meyer\n'|must have no blanks around it
          'Anna.Meyer\u00a0'|must have no blanks around it
          'Anna\u00a0Meyer'|must hold no white space but the plain space
          'Anna\u200bMeyer'|must hold no character that cannot be seen
          'Anna\u0000Meyer'|must hold no control character
          'Anna\uffffMeyer'|must hold no character that Unicode has not assigned
          '#Anna.Meyer'|must not begin with #
          """)
  void shouldRefuseAnIdThatNoDatasetCanHold(String subject, String rule) {
    pipeline.send("k", pipeline.requestBuilder(ID, subject).build());

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.INVALID);
    assertThat(deadLetter.getMessage()).contains("subjectId " + rule).doesNotContain("Meyer");
    assertThat(deadLetter.getRequestId()).isEqualTo(ID);
    assertThat(pipeline.status).isEmpty();
  }

  @Test
  void shouldRefuseATextThatWasDamagedOnItsWay() {
    byte[] request = pipeline.encode(pipeline.requestBuilder(ID, "An~a").build());
    for (int i = 0; i < request.length; i++) {
      request[i] = request[i] == '~' ? (byte) 0xFF : request[i];
    }

    pipeline.sendRaw(new TestRecord<>(null, request));

    assertThat(onlyDeadLetter().getMessage()).contains("subjectId must hold no U+FFFD");
  }

  @Test
  void shouldChangeNothingForARepeatedRequest() {
    pipeline.send("s0", pipeline.requestBuilder(ID, "s0").build());
    int published = pipeline.history.size();
    pipeline.advance(Duration.ofSeconds(5));

    pipeline.send("s0", pipeline.requestBuilder(ID.toUpperCase(Locale.ROOT), "s0").build());

    assertThat(pipeline.history).hasSize(published);
    assertThat(pipeline.rejected).isEmpty();
    assertThat(pipeline.metrics.counted).contains("repeated");
  }

  @Test
  void shouldRejectARepeatedIdWithOtherContentAndLeaveTheFirst() {
    pipeline.send("s0", pipeline.requestBuilder(ID, "s0").build());
    int published = pipeline.history.size();

    pipeline.send("s1", pipeline.requestBuilder(ID, "s1").build());

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.CONFLICTING_DUPLICATE);
    assertThat(deadLetter.getRequestId()).isEqualTo(ID);
    assertThat(pipeline.history).hasSize(published);
    assertThat(pipeline.state("default/" + ID)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldTakeTheSameIdFromAnotherTenant() {
    pipeline.send("s0", pipeline.requestBuilder(ID, "s0").build());
    pipeline.send("s1", pipeline.requestBuilder(ID, "s1").setTenant("other").build());

    assertThat(pipeline.rejected).isEmpty();
    assertThat(pipeline.status).containsKeys("default/" + ID, "other/" + ID);
  }

  @Test
  void shouldSendARequestWithoutModelToAllThatAreKnownWhenItsGraceEndsAndThenToLaterOnes(
      @TempDir Path other) {
    Duration grace = IngestTimes.defaults().unknownModelGrace();
    try (Pipeline graceful = new Pipeline(other, grace)) {
      graceful.registerSubjects(1, 2);
      graceful.registerModel("faces");
      String key = graceful.request("s0");
      graceful.advance(grace.minusSeconds(1));
      assertThat(graceful.state(key)).isEqualTo(RequestState.RECEIVED);
      assertThat(graceful.status).doesNotContainKey(key + "/faces");

      graceful.registerModel("slow");
      graceful.advance(Duration.ofSeconds(1));
      graceful.registerModel("later");
      graceful.advance(grace);

      assertThat(graceful.state(key + "/faces")).isEqualTo(RequestState.PENDING);
      assertThat(graceful.state(key + "/slow")).isEqualTo(RequestState.PENDING);
      assertThat(graceful.history)
          .filteredOn(status -> "later".equals(status.getModel()))
          .extracting(DeletionStatus::getState)
          .containsExactly(RequestState.PENDING);
    }
  }

  @Test
  void shouldEndTheGraceOfRequestsThatComeLongAfterTheLastRegistration(@TempDir Path other) {
    Duration grace = IngestTimes.defaults().unknownModelGrace();
    try (Pipeline graceful = new Pipeline(other, grace)) {
      graceful.registerSubjects(1, 2);
      graceful.registerModel("faces");
      graceful.advance(grace.multipliedBy(3));

      String unnamed = graceful.request("s0");
      graceful.send("s1", graceful.requestBuilder(ID, "s1").setModel("nobody").build());
      graceful.advance(grace.minusSeconds(1));
      assertThat(graceful.status).doesNotContainKey(unnamed + "/faces");
      assertThat(graceful.rejected).isEmpty();
      graceful.advance(Duration.ofSeconds(1));

      assertThat(graceful.state(unnamed + "/faces")).isEqualTo(RequestState.PENDING);
      assertThat(graceful.rejected)
          .extracting(RejectedRequest::getReason)
          .containsExactly(RejectionReason.UNKNOWN_MODEL);
    }
  }

  @Test
  void shouldRejectAnUnknownModelAfterItsGraceAndFreeTheId(@TempDir Path other) {
    pipeline.close();
    pipeline = new Pipeline(other, IngestTimes.defaults().unknownModelGrace());
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("faces");
    pipeline.send("s0", pipeline.requestBuilder(ID, "s0").setModel("cats").build());
    assertThat(pipeline.rejected).isEmpty();

    pipeline.advance(IngestTimes.defaults().unknownModelGrace());

    RejectedRequest deadLetter = onlyDeadLetter();
    assertThat(deadLetter.getReason()).isEqualTo(RejectionReason.UNKNOWN_MODEL);
    assertThat(deadLetter.getModel()).isEqualTo("cats");
    assertThat(pipeline.status).isEmpty();

    pipeline.registerModel("cats");
    pipeline.send("s0", pipeline.requestBuilder(ID, "s0").setModel("cats").build());
    assertThat(pipeline.state("default/" + ID + "/cats")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldAdmitARequestThatOvertookItsModelsRegistration() {
    String key = pipeline.request("s0", "cats");

    pipeline.registerModel("cats");
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.rejected).isEmpty();
    assertThat(pipeline.state(key + "/cats")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldKeepARequestReceivedWhileNoModelIsRegistered(@TempDir Path other) {
    try (Pipeline empty = new Pipeline(other)) {
      empty.registerSubjects(1, 2);
      String key = empty.request("s0");
      empty.advance(Duration.ofSeconds(50));
      assertThat(empty.state(key)).isEqualTo(RequestState.RECEIVED);

      empty.registerModel("faces");
      empty.advance(Duration.ofSeconds(1));

      assertThat(empty.state(key)).isEqualTo(RequestState.PENDING);
      assertThat(empty.state(key + "/faces")).isEqualTo(RequestState.PENDING);
    }
  }

  @Test
  void shouldKeepARequestReceivedUntilTheModelsEventsAreSeen() {
    pipeline.publishChampion("late", 1, 1, Pipeline.EMPTY);
    String key = pipeline.request("s0", "late");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.RECEIVED);

    pipeline.sendRegistered("late", Pipeline.policy());
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldGiveACalendarMonthToARequestWithoutDeadline() {
    String key = pipeline.request("s" + 0);

    assertThat(pipeline.status.get(key).getDeadline())
        .isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @Test
  void shouldCountTheDeadlineFromWhenTheBrokerTookTheRequest() {
    pipeline.advance(Duration.ofDays(3)); // in which the intake was down
    sendTakenAt(ID, Pipeline.START);

    assertThat(pipeline.status.get("default/" + ID).getReceivedAt()).isEqualTo(Pipeline.START);
    assertThat(pipeline.status.get("default/" + ID).getDeadline())
        .isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  /** No broker keeps a request that long, and none has it before it was sent. */
  @Test
  void shouldBelieveNoBrokersClockThatIsFarOff() {
    for (Instant wrong : List.of(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))) {
      String id = UUID.randomUUID().toString();
      sendTakenAt(id, wrong);

      assertThat(pipeline.status.get("default/" + id).getReceivedAt()).isEqualTo(Pipeline.START);
    }
  }

  private void sendTakenAt(String id, Instant taken) {
    byte[] request =
        pipeline.encode(pipeline.requestBuilder(id, "s0").setRequestedAt(Pipeline.START).build());
    pipeline.sendRaw(new TestRecord<>("s0".getBytes(StandardCharsets.UTF_8), request, taken));
  }

  @Test
  void shouldRefuseTimesBeyondTheHorizonAndEndAtNone() {
    Map<Instant, String> wrong =
        Map.of(
            Instant.EPOCH.minusMillis(1),
            "requestedAt must be milliseconds since 1970",
            Instant.ofEpochMilli(Long.MIN_VALUE),
            "requestedAt must be milliseconds since 1970",
            Pipeline.START.plus(Duration.ofDays(1)).plusMillis(1),
            "requestedAt must not be more than a day after receipt",
            Instant.ofEpochMilli(Long.MAX_VALUE),
            "requestedAt must not be more than a day after receipt");
    wrong.forEach(
        (time, rule) -> {
          pipeline.send("k", pipeline.requestBuilder(ID, "s0").setRequestedAt(time).build());
          assertThat(pipeline.rejected.remove(0).getMessage()).contains(rule);
        });
    Map<Instant, String> late =
        Map.of(
            Instant.ofEpochMilli(Long.MIN_VALUE),
            "deadline must not be before requestedAt",
            Instant.parse("2027-01-01T00:00:00.001Z"),
            "deadline must not be more than a year after receipt",
            Instant.ofEpochMilli(Long.MAX_VALUE),
            "deadline must not be more than a year after receipt");
    late.forEach(
        (time, rule) -> {
          pipeline.send("k", pipeline.requestBuilder(ID, "s0").setDeadline(time).build());
          assertThat(pipeline.rejected.remove(0).getMessage()).contains(rule);
        });
    assertThat(pipeline.status).isEmpty();
  }

  @Test
  void shouldTakeTimesAtTheHorizon() {
    pipeline.send(
        "k",
        pipeline
            .requestBuilder(ID, "s0")
            .setRequestedAt(Pipeline.START.plus(Duration.ofDays(1)))
            .setDeadline(Instant.parse("2027-01-01T00:00:00Z"))
            .build());
    pipeline.send(
        "k",
        pipeline
            .requestBuilder(UUID.randomUUID().toString(), "s0")
            .setRequestedAt(Instant.EPOCH)
            .build());

    assertThat(pipeline.rejected).isEmpty();
    assertThat(pipeline.status).isNotEmpty();
  }

  @Test
  void shouldAcceptAFreshIdEachTime() {
    pipeline.request("s0");
    pipeline.request("s0");

    assertThat(pipeline.metrics.counted).filteredOn("accepted"::equals).hasSize(2);
    assertThat(UUID.fromString(ID).toString()).isEqualTo(ID);
  }

  private RejectedRequest onlyDeadLetter() {
    assertThat(pipeline.rejected).hasSize(1);
    return pipeline.rejected.get(0);
  }
}
