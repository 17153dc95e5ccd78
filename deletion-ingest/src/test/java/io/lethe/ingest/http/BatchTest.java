// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.schemas.DeletionRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request a line, and requests that are named by a key. */
class BatchTest {
  private static final String KEY = "Idempotency-Key";

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
  void shouldAnswerALineForEachLine() throws Exception {
    HttpResponse<String> answer =
        intake.batch(
            """
            {"subjectId": "s1", "requestId": "%1$s"}
            {"subjectId": "s2", "requestId": "%1$s"}

            {"subjectId": "s3", "model": "facse"}
            {"subjectId": "s4"} {"subjectId": "s5"}
            {"subjectId": "s6", "who": "x"}
            %2$s
            {"subjectId": "s7"}"""
                .formatted(ID, " ".repeat(RequestJson.MAX_BYTES + 1)));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    List<JsonNode> lines = lines(answer);
    assertThat(lines.stream().map(line -> line.get("line").asInt()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(lines.stream().map(line -> line.get("status").asInt()))
        .containsExactly(202, 409, 400, 422, 400, 400, 413, 202);
    assertThat(lines.get(0).get("location").asText()).isEqualTo("/v1/deletions/default/" + ID);
    assertThat(lines.get(1).get("problems").get(0).asText()).contains("an id of its own");
    assertThat(subjects()).containsExactly("s1", "s7");
  }

  @Test
  void shouldLookForUnknownModelsOnceACall() throws Exception {
    List<JsonNode> lines =
        lines(intake.batch("{\"subjectId\": \"s1\", \"model\": \"facse\"}\n".repeat(20)));

    assertThat(lines).hasSize(20).allMatch(line -> line.get("status").asInt() == 422);
    assertThat(intake.looks).hasValue(1);
  }

  @Test
  void shouldRefuseABatchThatIsEmptyOrHasTooManyLines() throws Exception {
    String line = "{\"subjectId\": \"s1\"}\n";

    assertThat(intake.batch("").statusCode()).isEqualTo(400);
    assertThat(intake.batch(line.repeat(NdJson.MAX_LINES + 1)).statusCode()).isEqualTo(413);
    assertThat(intake.sent()).isEmpty();
    assertThat(lines(intake.batch(line.repeat(NdJson.MAX_LINES)))).hasSize(NdJson.MAX_LINES);
  }

  @Test
  void shouldNotWaitForKafkaALineAtATime() throws Exception {
    intake.producer.sendException = new IllegalStateException("no broker");

    List<JsonNode> lines = lines(intake.batch("{\"subjectId\": \"s1\"}\n".repeat(3)));

    assertThat(lines).hasSize(3).allMatch(line -> line.get("status").asInt() == 503);
  }

  @Test
  void shouldNameTheSameRequestByTheSameKey() throws Exception {
    String body = "{\"subjectId\": \"s1\"}";
    JsonNode first = json(intake.post(body, KEY, "order-7"));

    assertThat(UUID.fromString(first.get("requestId").asText()).version()).isEqualTo(8);
    assertThat(UUID.fromString(first.get("requestId").asText()).variant()).isEqualTo(2);
    assertThat(json(intake.post(body, KEY, "\"order-7\""))).isEqualTo(first);
    assertThat(intake.post("{\"subjectId\": \"s2\"}", KEY, "order-7").statusCode()).isEqualTo(409);
    assertThat(json(intake.post(body, KEY, "order-8")).get("requestId"))
        .isNotEqualTo(first.get("requestId"));
    assertThat(
            json(intake.post("{\"subjectId\": \"s1\", \"tenant\": \"shop\"}", KEY, "order-7"))
                .get("requestId"))
        .isNotEqualTo(first.get("requestId"));
    assertThat(intake.sent()).hasSize(3);
  }

  @Test
  void shouldNameTheSameRequestByTheSameKeyAfterARestart(@TempDir Path elsewhere) throws Exception {
    String body = "{\"subjectId\": \"s1\"}";
    JsonNode first = json(intake.post(body, KEY, "s1"));
    try (IntakeServer restarted = new IntakeServer(folder);
        IntakeServer another = new IntakeServer(elsewhere)) {
      assertThat(json(restarted.post(body, KEY, "s1"))).isEqualTo(first);
      // Nobody without the subject key can tell which key it was.
      assertThat(json(another.post(body, KEY, "s1")).get("requestId"))
          .isNotEqualTo(first.get("requestId"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "with blank"})
  void shouldRefuseAKeyThatIsNone(String key) throws Exception {
    assertThat(intake.post("{\"subjectId\": \"s1\"}", KEY, key).statusCode()).isEqualTo(400);
    assertThat(intake.post("{\"subjectId\": \"s1\"}", KEY, "k".repeat(256)).body())
        .contains("at most 255 characters");
    assertThat(intake.post("{\"subjectId\": \"s1\"}", KEY, "k".repeat(255)).statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldRefuseAKeyBesideAnId() throws Exception {
    HttpResponse<String> answer =
        intake.post("{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}", KEY, "order-7");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("requestId must be left out");
  }

  @Test
  void shouldTakeABatchThatIsSentAgainForTheSame() throws Exception {
    String batch = "{\"subjectId\": \"s1\"}\n{\"subjectId\": \"s1\"}\n";
    List<JsonNode> first = lines(intake.batch(batch, KEY, "night-1"));

    assertThat(first.get(0).get("requestId")).isNotEqualTo(first.get(1).get("requestId"));
    assertThat(lines(intake.batch(batch, KEY, "night-1"))).isEqualTo(first);
    assertThat(intake.sent()).hasSize(2);
    assertThat(lines(intake.batch(batch.replace("s1", "s2"), KEY, "night-1")))
        .allMatch(line -> line.get("status").asInt() == 409);
  }

  private List<String> subjects() {
    return intake.sent().stream().map(DeletionRequest::getSubjectId).toList();
  }
}
