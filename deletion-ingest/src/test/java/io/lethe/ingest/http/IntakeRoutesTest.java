// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.NOW;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeRoutesTest {
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

  @Test
  void shouldProduceARequestAndAnswerWithItsId() throws Exception {
    HttpResponse<String> response = intake.post("{\"subjectId\": \"s1\", \"model\": \"faces\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode answer = json(response);
    assertThat(UUID.fromString(answer.get("requestId").asText())).isNotNull();
    assertThat(intake.sent()).hasSize(1);
    DeletionRequest sent = intake.sent().get(0);
    assertThat(intake.producer.history().get(0).key()).isEqualTo("s1");
    assertThat(sent.getRequestId()).isEqualTo(answer.get("requestId").asText());
    assertThat(sent.getTenant()).isEqualTo("default");
    assertThat(sent.getModel()).isEqualTo("faces");
    assertThat(sent.getRequestedAt()).isEqualTo(NOW);
    assertThat(sent.getDeadline()).isNull();
  }

  @Test
  void shouldBeginATraceAndTellItsId() throws Exception {
    HttpResponse<String> response =
        intake.post("{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}");

    Trace begun = Trace.ofRequest("default", ID);
    assertThat(Trace.from(intake.producer.history().get(0).headers())).contains(begun);
    assertThat(json(response).get("traceId").asText()).isEqualTo(begun.traceId());
  }

  @Test
  void shouldGoOnWithTheCallersTrace() throws Exception {
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "v=1");

    HttpResponse<String> response =
        intake.post(
            "{\"subjectId\": \"s1\"}",
            "traceparent",
            sent.traceparent(),
            "tracestate",
            sent.tracestate());

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(Trace.from(intake.producer.history().get(0).headers())).contains(sent);
  }

  @Test
  void shouldKeepTheSendersIdAndDeadline() throws Exception {
    HttpResponse<String> response =
        intake.post(
            "{\"subjectId\": \"s1\", \"requestId\": \""
                + ID
                + "\", \"tenant\": \"shop\", \"deadline\": \"2026-02-01T00:00:00Z\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location")).contains("/v1/deletions/shop/" + ID);
    assertThat(json(response).get("location").asText()).isEqualTo("/v1/deletions/shop/" + ID);
    assertThat(intake.sent().get(0).getDeadline()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @Test
  void shouldNameEachBrokenRuleAndNoValue() throws Exception {
    HttpResponse<String> response =
        intake.post("{\"subjectId\": \"\", \"requestId\": \"secret-one\", \"tenant\": \"a b\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("requestId must be a UUID")
        .contains("tenant must be")
        .contains("subjectId must not be blank")
        .doesNotContain("secret-one");
    assertThat(intake.sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " Anna",
        "Anna ",
        "Anna\\n",
        "\\u00a0Anna",
        "An\\u200bna",
        "An\\u0000na",
        "Anna\\ud800",
        "\\udc00Anna",
        "An\\u202ena",
        "\\ufeffAnna",
        "An\\u3000na",
        "Anna\\u0378",
        "An\\ufffdna",
        "#Anna",
        "",
        "\\u3000"
      })
  void shouldRefuseAnIdThatNoDatasetCanHold(String subject) throws Exception {
    HttpResponse<String> response = intake.post("{\"subjectId\": \"" + subject + "\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("subjectId must ").doesNotContain("Anna");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldRefuseUnknownFieldsWrongTypesAndBadDeadlines() throws Exception {
    HttpResponse<String> response =
        intake.post("{\"subjectId\": 7, \"subject\": \"s1\", \"who\": 1, \"deadline\": \"soon\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .containsOnlyOnce(
            "a field is none of [deadline, decidedBy, ground, model, note, requestId, subjectId, tenant]")
        .contains("subjectId must be a string")
        .contains("deadline must be an instant");
    assertThat(intake.post("{\"subjectId\": \"s\", \"deadline\": \"+999999999-01-01T00:00:00Z\"}"))
        .returns(400, HttpResponse::statusCode);
    assertThat(intake.post("{\"subjectId\": \"s\\ud800\"}").body()).contains("half a character");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1]",
        "7",
        "{\"subjectId\"",
        "{\"subjectId\": \"s1\"} {\"subjectId\": \"s2\"}",
        "{\"subjectId\": \"s1\"} x",
        "{\"subjectId\": \"s1\", \"subjectId\": \"s2\"}",
        "{\"subjectId\": \"s1\", \"model\": null, \"model\": \"faces\"}"
      })
  void shouldRefuseWhatIsNotOneJsonObject(String body) throws Exception {
    assertThat(intake.post(body).statusCode()).isEqualTo(400);
    assertThat(intake.post(body).body()).contains("must be a JSON object in UTF-8, one alone");
    assertThat(intake.sent()).isEmpty();
  }

  /** The last of them is more than a long of milliseconds holds. */
  @Test
  void shouldRefuseADeadlineBeyondTheHorizon() throws Exception {
    for (String late : List.of("2027-01-01T00:00:00.001Z", "+1000000000-12-31T23:59:59Z")) {
      HttpResponse<String> response =
          intake.post("{\"subjectId\": \"s1\", \"deadline\": \"" + late + "\"}");

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("deadline must not be more than a year after receipt");
    }
    assertThat(
            intake
                .post("{\"subjectId\": \"s1\", \"deadline\": \"2027-01-01T00:00:00Z\"}")
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldRefuseARequestThatIsLongerThanAnyCanBe() throws Exception {
    HttpResponse<String> response =
        intake.post("{\"subjectId\": \"s1\"}" + " ".repeat(RequestJson.MAX_BYTES));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("a request has at most 16384 bytes");
  }

  @Test
  void shouldTakeTheLongestRequestWithEveryCharacterEscaped() throws Exception {
    String escaped = "\\u00e9".repeat(1024);

    assertThat(intake.post("{\"subjectId\": \"" + escaped + "\"}").statusCode()).isEqualTo(202);
    assertThat(intake.sent().get(0).getSubjectId()).isEqualTo("é".repeat(1024));
  }

  @Test
  void shouldSayWhichTypesEachRouteTakes() throws Exception {
    HttpResponse<String> single =
        intake.postTo("/v1/deletions", "application/x-ndjson", "{\"subjectId\": \"s1\"}");
    HttpResponse<String> batch =
        intake.postTo("/v1/deletions:batch", "application/json", "{\"subjectId\": \"s1\"}");

    assertThat(single.statusCode()).isEqualTo(415);
    assertThat(single.body())
        .contains("must be application/json or application/cloudevents+json")
        .contains("/v1/deletions:batch takes application/x-ndjson");
    assertThat(batch.statusCode()).isEqualTo(415);
    assertThat(batch.body())
        .contains("must be application/x-ndjson; /v1/deletions takes one request");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldSayThatKafkaDidNotTakeTheRequestAndTakeItAgain() throws Exception {
    String body = "{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}";
    intake.producer.sendException = new IllegalStateException("no broker for s1");

    HttpResponse<String> response = intake.post(body);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).doesNotContain("s1");
    intake.producer.sendException = null;
    assertThat(intake.post(body).statusCode()).isEqualTo(202);
  }

  @Test
  void shouldTakeNothingWhileItCannotMakeSubjectKeys() throws Exception {
    intake.keysThere = Optional.empty();

    assertThat(intake.post("{\"subjectId\": \"s1\"}").statusCode()).isEqualTo(503);
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldTellWhereARequestStands() throws Exception {
    intake.publish(null, status(null, RequestState.PENDING, null));
    intake.publish("faces", status("faces", RequestState.PENDING, null));
    intake.publish("hands", status("hands", RequestState.PROMOTED, null));

    JsonNode answer = intake.status();

    assertThat(answer.get("state").asText()).isEqualTo("PENDING");
    assertThat(answer.get("traceId").asText()).isEqualTo(Trace.ofRequest("default", ID).traceId());
    assertThat(answer.get("models")).hasSize(2);
    assertThat(answer.get("models").get(1).get("model").asText()).isEqualTo("hands");
    assertThat(answer.get("models").get(1).get("state").asText()).isEqualTo("PROMOTED");
    assertThat(answer.get("rejections")).isEmpty();
    assertThat(answer.has("subjectKey")).isFalse();
    assertThat(answer.has("contentDigest")).isFalse();
  }

  @Test
  void shouldAnswer404ForAnUnknownRequestAnd400ForABadPath() throws Exception {
    assertThat(intake.get("/v1/deletions/default/" + ID).statusCode()).isEqualTo(404);
    assertThat(intake.get("/v1/deletions/default/7").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldNotCallARequestUnknownThatIsNotReadYet() throws Exception {
    intake.caughtUp = false;

    assertThat(intake.get("/v1/deletions/default/" + ID).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldForgetAStateThatIsGone() {
    intake.publish(null, status(null, RequestState.PENDING, null));
    intake.publish(null, null);

    assertThat(intake.statuses.find("default", ID)).isEmpty();
  }
}
