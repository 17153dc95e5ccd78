// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {
  private static final String DATA = "{\"subjectId\": \"s1\"}";
  private static final String EVENT =
      """
      {"specversion": "1.0", "type": "io.lethe.deletion.requested", "source": "/shop", "id": "A 1",
       "time": "2026-01-01T00:00:00Z", "comexampleextra": 7, "datacontenttype": "application/json",
       "data": {"subjectId": "s1"}}
      """;
  private static final String[] HEADERS = {
    "ce-specversion", "1.0",
    "ce-type", "io.lethe.deletion.requested",
    "ce-source", "/shop",
    "ce-id", "A%201",
    "ce-comexampleextra", "7"
  };

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
  void shouldTakeAnEventInTheBodyAndTheSameInHeadersForOneRequest() throws Exception {
    HttpResponse<String> structured = structured(EVENT);
    HttpResponse<String> binary = intake.post(DATA, HEADERS);

    assertThat(structured.statusCode()).isEqualTo(202);
    assertThat(binary.statusCode()).isEqualTo(202);
    assertThat(json(binary)).isEqualTo(json(structured));
    assertThat(intake.sent()).hasSize(1);
    assertThat(intake.sent().get(0).getSubjectId()).isEqualTo("s1");
  }

  @Test
  void shouldTellAnEventThatIsUsedForAnotherPerson() throws Exception {
    structured(EVENT);

    assertThat(structured(EVENT.replace("s1", "s2")).statusCode()).isEqualTo(409);
    assertThat(intake.post("{\"subjectId\": \"s2\"}", HEADERS).statusCode()).isEqualTo(409);
  }

  @Test
  void shouldTellSourcesApart() throws Exception {
    JsonNode shop = json(structured(EVENT));
    JsonNode other = json(structured(EVENT.replace("\"/shop\"", "\"/shop2\"")));

    assertThat(other.get("requestId")).isNotEqualTo(shop.get("requestId"));
    assertThat(intake.sent()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "io.lethe.deletion.requested|com.example.user.updated",
        "\"1.0\"|\"0.3\"",
        "\"/shop\"|\"\"",
        "\"A 1\"|\" \"",
        "\"id\"|\"ident\"",
        "\"data\"|\"date\"",
        "\"data\": {|\"data_base64\": \"e30=\", \"data\": {",
        "application/json|application/xml",
        "{\"subjectId\": \"s1\"}|\"s1\"",
      })
  void shouldTakeNoOtherEvent(String part, String instead) throws Exception {
    HttpResponse<String> answer = structured(EVENT.replace(part, instead));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("an event must have specversion 1.0");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldTakeNoRequestForAnEventThatLacksSomething() throws Exception {
    assertThat(intake.post(DATA, "ce-id", "1").statusCode()).isEqualTo(400);
    assertThat(intake.batch(DATA, HEADERS).statusCode()).isEqualTo(400);
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldRefuseEventsThatAreNamedTwice() throws Exception {
    String named = "{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}";

    assertThat(intake.post(named, HEADERS).body()).contains("requestId must be left out");
    assertThat(
            intake
                .postTo("/v1/deletions", CloudEvent.STRUCTURED, EVENT, "Idempotency-Key", "k")
                .body())
        .contains("Idempotency-Key must be left out");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldKeepTheRulesOfRequestsForData() throws Exception {
    assertThat(intake.post("{\"subjectId\": \"s1\", \"who\": 1}", HEADERS).body())
        .contains("a field is none of");
    assertThat(structured(EVENT.replace("\"data\"", "\"id\": \"2\", \"data\"")).statusCode())
        .isEqualTo(400);
    assertThat(intake.postTo("/v1/deletions", JSON, EVENT).statusCode()).isEqualTo(400);
    assertThat(intake.sent()).isEmpty();
  }

  private HttpResponse<String> structured(String event) throws Exception {
    return intake.postTo("/v1/deletions", CloudEvent.STRUCTURED, event);
  }
}
