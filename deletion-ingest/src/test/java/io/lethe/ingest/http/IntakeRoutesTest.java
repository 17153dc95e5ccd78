// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeRoutesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";
  private static final String TOPIC = Topics.DELETION_STATUS.name();

  private final MockProducer<String, DeletionRequest> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          Topics.DELETION_REQUESTS
              .valueSerde(Map.of("schema.registry.url", "mock://routes"))
              .serializer());
  private final HttpClient client = HttpClient.newHttpClient();
  private final StatusView view = new StatusView(StatusListener.none());
  private Javalin server;

  @BeforeEach
  void start() {
    IntakeRoutes routes =
        new IntakeRoutes(producer, view, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(500));
    server = Javalin.create(config -> routes.addTo(config)).start(0);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void shouldProduceARequestAndAnswerWithItsId() throws Exception {
    HttpResponse<String> response = post("{\"subjectId\": \"s1\", \"model\": \"faces\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertThat(UUID.fromString(answer.get("requestId").asText())).isNotNull();
    assertThat(producer.history()).hasSize(1);
    DeletionRequest sent = producer.history().get(0).value();
    assertThat(producer.history().get(0).key()).isEqualTo("s1");
    assertThat(sent.getRequestId()).isEqualTo(answer.get("requestId").asText());
    assertThat(sent.getTenant()).isEqualTo("default");
    assertThat(sent.getModel()).isEqualTo("faces");
    assertThat(sent.getRequestedAt()).isEqualTo(NOW);
    assertThat(sent.getDeadline()).isNull();
  }

  @Test
  void shouldBeginATraceAndTellItsId() throws Exception {
    HttpResponse<String> response = post("{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}");

    Trace begun = Trace.ofRequest("default", ID);
    assertThat(Trace.from(producer.history().get(0).headers())).contains(begun);
    assertThat(new ObjectMapper().readTree(response.body()).get("traceId").asText())
        .isEqualTo(begun.traceId());
  }

  @Test
  void shouldGoOnWithTheCallersTrace() throws Exception {
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "v=1");

    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/v1/deletions"))
                .header("traceparent", sent.traceparent())
                .header("tracestate", sent.tracestate())
                .POST(HttpRequest.BodyPublishers.ofString("{\"subjectId\": \"s1\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(Trace.from(producer.history().get(0).headers())).contains(sent);
  }

  @Test
  void shouldKeepTheSendersIdAndDeadline() throws Exception {
    HttpResponse<String> response =
        post(
            "{\"subjectId\": \"s1\", \"requestId\": \""
                + ID
                + "\", \"tenant\": \"shop\", \"deadline\": \"2026-02-01T00:00:00Z\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).contains(ID).contains("/v1/deletions/shop/" + ID);
    assertThat(producer.history().get(0).value().getDeadline())
        .isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @Test
  void shouldNameEachBrokenRuleAndNoValue() throws Exception {
    HttpResponse<String> response =
        post("{\"subjectId\": \"\", \"requestId\": \"secret-one\", \"tenant\": \"a b\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("requestId must be a UUID")
        .contains("tenant must be")
        .contains("subjectId must not be blank")
        .doesNotContain("secret-one");
    assertThat(producer.history()).isEmpty();
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
    HttpResponse<String> response = post("{\"subjectId\": \"" + subject + "\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("subjectId must ").doesNotContain("Anna");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseUnknownFieldsWrongTypesAndBadDeadlines() throws Exception {
    HttpResponse<String> response =
        post("{\"subjectId\": 7, \"subject\": \"s1\", \"deadline\": \"soon\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("a field is none of [deadline, model, requestId, subjectId, tenant]")
        .contains("subjectId must be a string")
        .contains("deadline must be an instant");
  }

  @Test
  void shouldRefuseWhatIsNoJsonObject() throws Exception {
    assertThat(post("").statusCode()).isEqualTo(400);
    assertThat(post("[1]").statusCode()).isEqualTo(400);
    assertThat(post("{\"subjectId\"").body()).contains("must be a JSON object");
  }

  @Test
  void shouldSayThatKafkaDidNotTakeTheRequest() throws Exception {
    producer.sendException = new IllegalStateException("no broker for s1");

    HttpResponse<String> response = post("{\"subjectId\": \"s1\"}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).doesNotContain("s1");
  }

  @Test
  void shouldTellWhereARequestStands() throws Exception {
    publish(0, "default/" + ID, status(null, RequestState.PENDING));
    publish(1, "default/" + ID + "/faces", status("faces", RequestState.PENDING));
    publish(2, "default/" + ID + "/hands", status("hands", RequestState.PROMOTED));

    HttpResponse<String> response = get("/v1/deletions/default/" + ID);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertThat(answer.get("state").asText()).isEqualTo("PENDING");
    assertThat(answer.get("traceId").asText()).isEqualTo(Trace.ofRequest("default", ID).traceId());
    assertThat(answer.get("models")).hasSize(2);
    assertThat(answer.get("models").get(1).get("model").asText()).isEqualTo("hands");
    assertThat(answer.get("models").get(1).get("state").asText()).isEqualTo("PROMOTED");
    assertThat(answer.has("subjectKey")).isFalse();
  }

  @Test
  void shouldAnswer404ForAnUnknownRequestAnd400ForABadPath() throws Exception {
    assertThat(get("/v1/deletions/default/" + ID).statusCode()).isEqualTo(404);
    assertThat(get("/v1/deletions/default/7").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldForgetAStateThatIsGone() {
    publish(0, "default/" + ID, status(null, RequestState.PENDING));
    publish(1, "default/" + ID, null);

    assertThat(view.find("default", ID)).isEmpty();
  }

  private static DeletionStatus status(String model, RequestState state) {
    return DeletionStatus.newBuilder()
        .setTenant("default")
        .setRequestId(ID)
        .setModel(model)
        .setState(state)
        .setSequence(1)
        .setSubjectKey("k")
        .setSubjectKeyId("i")
        .setReceivedAt(NOW)
        .setDeadline(NOW)
        .setChangedAt(NOW)
        .build();
  }

  private void publish(long offset, String key, DeletionStatus status) {
    view.onRecord(new ConsumerRecord<>(TOPIC, 0, offset, key, status));
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri("/v1/deletions"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }
}
