// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask for what at the intake, and what a requester learns of it. */
class AccessTest {
  private static final String PATH = "/v1/deletions/default/" + ID;
  private static final String AMENDMENT =
      "{\"reason\": \"he came back\", \"decidedBy\": \"the desk\"}";
  private static final String SUBJECT = "{\"subjectId\": \"s1\"}";

  @TempDir private Path folder;
  private TokenFile file;
  private IntakeServer intake;
  private String[] mine = {};
  private String[] foreign = {};
  private String[] operator = {};
  private String[] auditor = {};

  @BeforeEach
  void start() {
    file = new TokenFile(folder.resolve("tokens"));
    mine = token("app", Role.REQUESTER, "default");
    foreign = token("other-app", Role.REQUESTER, "other");
    operator = token("ann", Role.OPERATOR, null);
    auditor = token("bob", Role.AUDITOR, null);
    intake =
        new IntakeServer(folder, Access.asking(new FileCallers(file.path(), Clock.systemUTC())));
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  private String[] token(String name, Role role, String tenant) {
    Caller caller = new Caller(name, role, Optional.ofNullable(tenant));
    String token = file.issue(caller, Instant.now().plus(Duration.ofHours(1)));
    return new String[] {"Authorization", "Bearer " + token};
  }

  @Test
  void shouldTakeARequestForTheTokensTenantAlone() throws Exception {
    assertThat(intake.post(SUBJECT).statusCode()).isEqualTo(401);
    assertThat(intake.post(SUBJECT, auditor).statusCode()).isEqualTo(403);
    assertThat(intake.sent()).isEmpty();

    assertThat(json(intake.post(SUBJECT, foreign)).path("tenant").asText()).isEqualTo("other");
    assertThat(json(intake.post(SUBJECT, mine)).path("tenant").asText()).isEqualTo("default");
    HttpResponse<String> named =
        intake.post("{\"subjectId\": \"s1\", \"tenant\": \"other\"}", foreign);
    assertThat(named.statusCode()).isEqualTo(202);
    HttpResponse<String> refused =
        intake.post("{\"subjectId\": \"s1\", \"tenant\": \"other\"}", mine);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/problems/0").asText())
        .isEqualTo("tenant is not the token's; leave it out, or name your own");
    assertThat(intake.sent()).hasSize(3);
  }

  @Test
  void shouldTakeARequestOfAnOperatorForAnyTenant() throws Exception {
    assertThat(json(intake.post(SUBJECT, operator)).path("tenant").asText()).isEqualTo("default");
    assertThat(
            json(intake.post("{\"subjectId\": \"s1\", \"tenant\": \"other\"}", operator))
                .path("tenant")
                .asText())
        .isEqualTo("other");
  }

  @Test
  void shouldRefuseTheLinesOfABatchThatAreForAnotherTenant() throws Exception {
    List<JsonNode> lines =
        lines(
            intake.batch(
                "{\"subjectId\": \"s1\"}\n{\"subjectId\": \"s2\", \"tenant\": \"other\"}\n", mine));

    assertThat(lines).extracting(line -> line.path("status").asInt()).containsExactly(202, 403);
    assertThat(intake.sent()).hasSize(1);
  }

  @Test
  void shouldKeepTwoTenantsSameKeyApart() throws Exception {
    String[] myKey = {mine[0], mine[1], "Idempotency-Key", "key-1"};
    String[] otherKey = {foreign[0], foreign[1], "Idempotency-Key", "key-1"};
    JsonNode first = json(intake.post(SUBJECT, myKey));
    HttpResponse<String> other = intake.post("{\"subjectId\": \"s2\"}", otherKey);

    assertThat(other.statusCode()).isEqualTo(202);
    assertThat(json(other).path("requestId")).isNotEqualTo(first.path("requestId"));
    assertThat(json(intake.post(SUBJECT, myKey))).isEqualTo(first);
    assertThat(intake.sent()).hasSize(2);
  }

  /** Not by status, body or headers. */
  @Test
  void shouldAnswerAnotherTenantsRequestAsOneThatNobodySent() throws Exception {
    HttpResponse<String> unknown = intake.get(PATH, foreign);
    intake.rejected(ID, RejectionReason.INVALID, "a rule");
    intake.publish(null, status(RequestState.SEALED));

    for (boolean caughtUp : new boolean[] {true, false}) {
      intake.caughtUp = caughtUp;
      HttpResponse<String> known = intake.get(PATH, foreign);
      HttpResponse<String> nobodys =
          intake.get("/v1/deletions/default/00000000-0000-4000-8000-000000000000", foreign);
      assertThat(known.statusCode()).isEqualTo(caughtUp ? 404 : 503);
      assertThat(known.statusCode()).isEqualTo(nobodys.statusCode());
      assertThat(known.body()).isEqualTo(nobodys.body());
      assertThat(known.headers().map().keySet()).isEqualTo(nobodys.headers().map().keySet());
    }
    assertThat(unknown.statusCode()).isEqualTo(404);
    intake.caughtUp = true;
    assertThat(intake.get(PATH, foreign).body()).isEqualTo(unknown.body());
    assertThat(intake.get(PATH, mine).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(RequestState.class)
  void shouldShowARequesterOpenDsrsStatesAndItsOwnTimesAlone(RequestState state) throws Exception {
    DeletionStatus full =
        DeletionStatus.newBuilder(status(state))
            .setForgetSetDigest("a".repeat(64))
            .setJobId("b".repeat(64))
            .setAttempt(1)
            .setVersion(7L)
            .setReason("no sample")
            .build();
    intake.publish(null, full);
    intake.publish("faces", DeletionStatus.newBuilder(full).setModel("faces").build());
    JsonNode page = json(intake.get(PATH, mine));

    Set<String> fields = new TreeSet<>();
    page.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "tenant", "requestId", "state", "receivedAt", "deadline", "rejections");
    assertThat(page.path("state").asText())
        .isIn("pending", "in_progress", "completed", "cancelled");
    assertThat(page.toString()).doesNotContain("faces", "aaaa", "bbbb", "no sample", "7L");
    for (String[] token : List.of(operator, auditor)) {
      JsonNode whole = json(intake.get(PATH, token));
      assertThat(whole.path("state").asText()).isEqualTo(state.name());
      assertThat(whole.path("reason").asText()).isEqualTo("no sample");
      assertThat(whole.path("models")).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RECEIVED, pending",
    "PENDING, in_progress",
    "HELD, in_progress",
    "REFUSED, cancelled",
    "WITHDRAWN, cancelled"
  })
  void shouldShowARequesterWhatIsInNoSet(RequestState state, String shown) throws Exception {
    intake.publish(null, status(state));
    intake.publish("faces", DeletionStatus.newBuilder(status(state)).setModel("faces").build());

    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo(shown);
  }

  /** By the set alone, and not by a state that comes at another time. */
  @ParameterizedTest
  @CsvSource({
    "SEALED, in_progress", "UNLEARNING, in_progress", "VERIFYING, in_progress",
    "PARKED, in_progress", "PROMOTED, completed", "REFUSED, cancelled"
  })
  void shouldShowARequesterWhereItsSetStands(ForgetSetStage stage, String shown) throws Exception {
    DeletionStatus.Builder status = DeletionStatus.newBuilder(status(RequestState.PENDING));
    intake.publish(null, status(RequestState.PENDING));
    for (boolean joined : new boolean[] {true, false}) {
      status.setState(joined ? RequestState.PENDING : RequestState.NOTHING_TO_ERASE);
      status.setSetNumber(joined ? 1L : null).setBesideSet(joined ? null : 1L);
      intake.publish("faces", status.setModel("faces").build());
      intake.publishSet("faces", 1, stage);
      assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo(shown);
    }
  }

  /** He asked again because nothing happened: his data are still in the model. */
  @ParameterizedTest
  @CsvSource({"PARKED, in_progress", "REFUSED, cancelled", "PROMOTED, completed"})
  void shouldShowNoRequestFurtherThanTheSetThatItsSubjectIsIn(ForgetSetStage stage, String shown)
      throws Exception {
    intake.publish(null, status(RequestState.PARKED));
    DeletionStatus.Builder status = DeletionStatus.newBuilder(status(RequestState.PARKED));
    status.setModel("faces").setSetNumber(1L).setBesideSet(2L);
    intake.publish("faces", status.build());
    intake.publishSet("faces", 1, stage);
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo("in_progress");

    intake.publishSet("faces", 2, ForgetSetStage.PROMOTED);
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo(shown);
  }

  /** What it shows in between, {@code RequesterLearnsNothingTest} says. */
  @ParameterizedTest
  @EnumSource(names = {"NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE"})
  void shouldShowWhatIsBesideAnOpenSetAsAtWorkUntilItsDeadlineThirtyDaysAtLeast(RequestState state)
      throws Exception {
    DeletionStatus.Builder status =
        DeletionStatus.newBuilder(status(state)).setModel("faces").setBesideSet(1L);
    intake.publish(null, status(state));

    intake.publish("faces", status.setDeadline(IntakeServer.NOW).build());
    assertThat(json(intake.get(PATH, mine)).path("state").asText())
        .as("a near deadline of the sender's own")
        .isEqualTo("in_progress");

    Instant before = IntakeServer.NOW.minus(Duration.ofDays(30));
    status.setAskedAt(before).setReceivedAt(before);
    intake.publish("faces", status.setDeadline(IntakeServer.NOW.plusMillis(1)).build());
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo("in_progress");

    intake.publish("faces", status.setDeadline(IntakeServer.NOW).build());
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void shouldShowARequesterNothingBeforeItHasReadEverything() throws Exception {
    intake.publish(null, status(RequestState.NOTHING_TO_ERASE));
    intake.caughtUp = false;

    assertThat(intake.get(PATH, mine).statusCode()).isEqualTo(503);
    assertThat(intake.get(PATH, operator).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldHideFromARequesterWhatItsRequestDidNotTake() throws Exception {
    intake.publish(null, status(RequestState.NOTHING_TO_ERASE));
    intake.rejectedAmendment(ID, RejectionReason.NOT_AMENDABLE, "it has ended");
    intake.rejectedAmendment(ID, RejectionReason.CONFLICTING_DUPLICATE, "another content");

    assertThat(json(intake.get(PATH, mine)).path("rejections")).isEmpty();
    assertThat(json(intake.get(PATH, auditor)).path("rejections")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "hold-release", "extension"})
  void shouldLetAnOperatorAmendAndNobodyElse(String route) throws Exception {
    intake.publish(null, status(RequestState.PENDING));
    String path = PATH + "/" + route;

    for (String[] others : List.of(mine, foreign, auditor)) {
      assertThat(intake.postTo(path, JSON, AMENDMENT, others).statusCode()).isEqualTo(403);
    }
    assertThat(intake.amendments.history()).isEmpty();
    assertThat(intake.postTo(path, JSON, AMENDMENT, operator).statusCode()).isIn(202, 409);
  }

  /** An operator is told what a request does not take; who sent it would learn from that. */
  @ParameterizedTest
  @EnumSource(names = {"PENDING", "UNLEARNING", "PROMOTED", "NOTHING_TO_ERASE", "WITHDRAWN"})
  void shouldTakeAWithdrawalFromWhoSentTheRequestWhereverItStands(RequestState state)
      throws Exception {
    intake.publish(null, status(state));
    String path = PATH + "/withdrawal";

    HttpResponse<String> taken = intake.postTo(path, JSON, AMENDMENT, mine);

    assertThat(taken.statusCode()).isEqualTo(202);
    assertThat(json(taken).path("location").asText()).isEqualTo(PATH);
    assertThat(intake.amended()).hasSize(1);
    assertThat(intake.postTo(path, JSON, AMENDMENT, auditor).statusCode()).isEqualTo(403);
    HttpResponse<String> unknown =
        intake.postTo(path.replace(ID, UUID.randomUUID().toString()), JSON, AMENDMENT, foreign);
    HttpResponse<String> anothers = intake.postTo(path, JSON, AMENDMENT, foreign);
    assertThat(anothers.statusCode()).isEqualTo(404);
    assertThat(anothers.body()).isEqualTo(unknown.body());
    assertThat(intake.amended()).hasSize(1);
  }

  @Test
  void shouldShowTheCasesOfTheRequestAndNotThoseThatLaterModelsOpened() throws Exception {
    DeletionStatus.Builder status = DeletionStatus.newBuilder(status(RequestState.PROMOTED));
    intake.publish(null, DeletionStatus.newBuilder(status(RequestState.PENDING)).build());
    intake.publish("faces", status.setModel("faces").setSetNumber(1L).build());
    intake.publishSet("faces", 1, ForgetSetStage.PROMOTED);
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo("completed");

    status.setReceivedAt(IntakeServer.NOW.plusSeconds(60));
    status.setDeadline(IntakeServer.NOW.plusSeconds(120));
    intake.publish("later", status.setModel("later").setState(RequestState.PENDING).build());
    JsonNode page = json(intake.get(PATH, mine));

    assertThat(page.path("state").asText()).isEqualTo("completed");
    assertThat(page.path("deadline").asText()).isEqualTo(IntakeServer.NOW.toString());
    status.setReceivedAt(IntakeServer.NOW);
    intake.publish("voices", status.setModel("voices").build());
    assertThat(json(intake.get(PATH, mine)).path("state").asText()).isEqualTo("in_progress");
  }

  @Test
  void shouldTellARequesterWhyItsRequestWasRefused() throws Exception {
    intake.rejected(ID, RejectionReason.UNKNOWN_MODEL, "model is not registered");
    intake.rejected(ID, RejectionReason.OVER_LIMIT, "1,000 requests a day; ask again tomorrow");
    JsonNode page = json(intake.get(PATH, mine));

    assertThat(page.path("state").asText()).isEqualTo("cancelled");
    assertThat(page.path("rejections")).hasSize(2);
    assertThat(page.at("/rejections/0/message").asText()).isEqualTo("model is not registered");
  }

  private static DeletionStatus status(RequestState state) {
    return IntakeServer.status(null, state, "digest");
  }
}
