// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amendments over HTTP: what is foreseen is answered at once, and all of it goes by the topic. */
class AmendmentRoutesTest {
  private static final String GOOD = "{\"reason\": \"a court said so\", \"decidedBy\": \"dpo\"}";

  @TempDir private Path folder;
  private IntakeServer intake;

  @BeforeEach
  void start() {
    intake = new IntakeServer(folder);
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  @ParameterizedTest
  @CsvSource({
    "withdrawal, WITHDRAW",
    "hold, HOLD",
    "extension, EXTEND",
  })
  void shouldPutWhatIsAskedOnTheTopic(String route, AmendmentKind kind) throws Exception {
    stands(RequestState.PENDING);

    HttpResponse<String> answer = post(route, GOOD);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/deletions/default/" + ID);
    DeletionAmendment sent = onlySent();
    assertThat(sent.getKind()).isEqualTo(kind);
    assertThat(sent.getTenant() + "/" + sent.getRequestId()).isEqualTo("default/" + ID);
    assertThat(sent.getReason()).isEqualTo("a court said so");
    assertThat(sent.getDecidedBy()).isEqualTo("dpo");
    assertThat(sent.getDecidedAt()).isEqualTo(NOW);
    assertThat(IntakeServer.json(answer).get("amendmentId").asText())
        .isEqualTo(sent.getAmendmentId());
    assertThat(intake.amendments.history().get(0).key()).isEqualTo("default/" + ID);
  }

  @ParameterizedTest
  @CsvSource({
    "withdrawal, UNLEARNING",
    "withdrawal, PROMOTED",
    "hold, SEALED",
    "hold, WITHDRAWN",
    "hold-release, PENDING",
    "extension, PROMOTED",
  })
  void shouldSayWhichStateTakesNoMore(String route, RequestState state) throws Exception {
    stands(state);

    HttpResponse<String> answer = post(route, GOOD);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).containsAnyOf(state.name(), "is not held");
    assertThat(intake.amended()).isEmpty();
  }

  @Test
  void shouldWithdrawWhatIsDoneWhereItHoldsForModelsToCome() throws Exception {
    intake.publish(
        null, DeletionStatus.newBuilder(status(RequestState.PROMOTED)).setStanding(true).build());

    assertThat(post("withdrawal", GOOD).statusCode()).isEqualTo(202);
  }

  @Test
  void shouldReleaseWhatIsHeldAndExtendNothingTwice() throws Exception {
    stands(RequestState.HELD, outcome("HOLD", "TAKEN"), outcome("EXTEND", "TAKEN"));

    assertThat(post("hold-release", GOOD).statusCode()).isEqualTo(202);
    assertThat(post("hold", GOOD).statusCode()).isEqualTo(409);
    HttpResponse<String> extension = post("extension", GOOD);
    assertThat(extension.statusCode()).isEqualTo(409);
    assertThat(extension.body()).contains("only once");
  }

  @Test
  void shouldNotExtendByMoreThanTwoMonths() throws Exception {
    stands(RequestState.PENDING);
    String until = GOOD.replace("}", ", \"deadline\": \"%s\"}");

    assertThat(post("extension", until.formatted("2026-06-01T00:00:00Z")).statusCode())
        .isEqualTo(422);
    assertThat(post("extension", until.formatted("2026-03-01T00:00:00Z")).statusCode())
        .isEqualTo(202);
    assertThat(post("hold", until.formatted("2026-03-01T00:00:00Z")).statusCode()).isEqualTo(400);
  }

  @Test
  void shouldAnswerWhatIsKnownAndRefuseOtherContentUnderItsId() throws Exception {
    AmendmentOutcome done = outcome("HOLD", "TAKEN");
    stands(RequestState.HELD, done);
    String again = GOOD.replace("}", ", \"amendmentId\": \"" + done.getAmendmentId() + "\"}");

    assertThat(post("hold", again).statusCode()).isEqualTo(202);
    assertThat(post("hold", again.replace("dpo", "boss")).statusCode()).isEqualTo(409);
    assertThat(post("withdrawal", again).statusCode()).isEqualTo(409);
    assertThat(intake.amended()).isEmpty();
  }

  @Test
  void shouldNameAnAmendmentByItsKey() throws Exception {
    stands(RequestState.PENDING);
    post("withdrawal", GOOD, RequestKey.HEADER, "one");
    post("withdrawal", GOOD, RequestKey.HEADER, "one");
    post("withdrawal", GOOD, RequestKey.HEADER, "two");

    List<String> ids = intake.amended().stream().map(DeletionAmendment::getAmendmentId).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
  }

  @Test
  void shouldKnowNoRequestOfThisName() throws Exception {
    assertThat(post("withdrawal", GOOD).statusCode()).isEqualTo(404);
    intake.caughtUp = false;
    assertThat(post("withdrawal", GOOD).statusCode()).isEqualTo(503);
    stands(RequestState.PENDING);
    intake.keysThere = Optional.empty();
    assertThat(post("withdrawal", GOOD).statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | reason",
        "{\"reason\": \"a\", \"decidedBy\": \" \"} | decidedBy",
        "{\"reason\": \"a\", \"decidedBy\": \"b\", \"who\": \"c\"} | none of",
        "{\"reason\": 7, \"decidedBy\": \"b\"} | must be a string",
        "{\"reason\": \"a\", \"decidedBy\": \"b\", \"decidedAt\": \"then\"} | decidedAt",
        "{\"reason\": \"he is s1.\", \"decidedBy\": \"b\"} | must not name the subject",
        "[] | JSON object",
      })
  void shouldNameTheRuleThatABodyBreaks(String body, String rule) throws Exception {
    stands(RequestState.PENDING);

    HttpResponse<String> answer = post("withdrawal", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(rule).doesNotContain("s1");
    assertThat(intake.amended()).isEmpty();
  }

  @Test
  void shouldTakeJsonAlone() throws Exception {
    stands(RequestState.PENDING);
    assertThat(
            intake.postTo("/v1/deletions/default/" + ID + "/hold", "text/plain", GOOD).statusCode())
        .isEqualTo(415);
  }

  @Test
  void shouldSayThatKafkaDidNotTakeIt() throws Exception {
    stands(RequestState.PENDING);
    intake.amendments.close();

    assertThat(post("hold", GOOD).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldTellGroundNoteAndWhatBecameOfAmendments() throws Exception {
    stands(RequestState.HELD, outcome("HOLD", "PARTLY"));

    JsonNode status = intake.status();

    assertThat(status.get("ground").asText()).isEqualTo("art17_1_b");
    assertThat(status.get("note").asText()).isEqualTo("ticket 5");
    assertThat(status.at("/amendments/0/outcome").asText()).isEqualTo("PARTLY");
    assertThat(status.at("/amendments/0/rule").asText()).isEqualTo("faces: is SEALED");
  }

  @Test
  void shouldCallNobodysRequestUnknownThoughAnAmendmentOfItWasRefused() throws Exception {
    RejectedRequest refused =
        RejectedRequest.newBuilder(
                IntakeServer.rejection(ID, RejectionReason.UNKNOWN_REQUEST, "no such").value())
            .setSourceTopic(Topics.DELETION_AMENDMENTS.name())
            .build();
    intake.rejections.onRecord(
        new ConsumerRecord<>(Topics.DELETION_REJECTED.name(), 0, 8, "k", refused));

    assertThat(intake.get("/v1/deletions/default/" + ID).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldTakeAGroundANoteAndWhoDecided() throws Exception {
    String body =
        "{\"subjectId\": \"s1\", \"ground\": \"%s\", \"note\": \"%s\", \"decidedBy\": \"dpo\"}";

    assertThat(intake.post(body.formatted("art17_1_b", "ticket 5")).statusCode()).isEqualTo(202);
    DeletionRequest sent = intake.sent().get(0);
    assertThat(sent.getGround()).isEqualTo("art17_1_b");
    assertThat(sent.getNote()).isEqualTo("ticket 5");
    assertThat(sent.getDecidedBy()).isEqualTo("dpo");
    HttpResponse<String> wrong = intake.post(body.formatted("art17_1_g", "asked for by s1"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("ground", "art17_1_f", "note, decidedBy and callbacks");
  }

  private void stands(RequestState state, AmendmentOutcome... amendments) {
    intake.publish(
        null, DeletionStatus.newBuilder(status(state)).setAmendments(List.of(amendments)).build());
  }

  private DeletionStatus status(RequestState state) {
    return DeletionStatus.newBuilder(IntakeServer.status(null, state, "digest"))
        .setSubjectKey(intake.subjectKeyOf("s1"))
        .setDeadline(NOW.plus(Duration.ofDays(31)))
        .setGround("art17_1_b")
        .setNote("ticket 5")
        .build();
  }

  private static AmendmentOutcome outcome(String kind, String outcome) {
    return AmendmentOutcome.newBuilder()
        .setAmendmentId("123e4567-e89b-12d3-a456-426614174000")
        .setKind(kind)
        .setOutcome(outcome)
        .setReason("a court said so")
        .setDecidedBy("dpo")
        .setRule(outcome.equals("PARTLY") ? "faces: is SEALED" : null)
        .setReceivedAt(NOW)
        .build();
  }

  private DeletionAmendment onlySent() {
    assertThat(intake.amended()).hasSize(1);
    return intake.amended().get(0);
  }

  private HttpResponse<String> post(String route, String body, String... headers) throws Exception {
    return intake.postTo("/v1/deletions/default/" + ID + "/" + route, JSON, body, headers);
  }
}
