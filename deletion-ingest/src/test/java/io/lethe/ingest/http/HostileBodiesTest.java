// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.hostile.BodyMutator;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * Bodies that nobody honest would send, to a real server on loopback. A failure names the seed and
 * the body's number; see {@link BodyMutator}.
 */
class HostileBodiesTest {
  private static final int BODIES = Integer.getInteger("lethe.hostile.records", 2_000) / 4;
  private static final long SEED = Long.getLong("lethe.hostile.seed", 17);
  private static final int LONGEST_ANSWER = 4_096;
  private static final String GOOD =
      """
      {"subjectId": "s1", "requestId": "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003", "tenant": "shop",
       "model": "faces", "deadline": "2026-02-01T00:00:00Z"}""";

  private final BodyMutator mutator = new BodyMutator(SEED);
  private final HttpClient client = HttpClient.newHttpClient();
  private final MockProducer<String, DeletionRequest> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          Topics.DELETION_REQUESTS
              .valueSerde(Map.of("schema.registry.url", "mock://hostile-bodies"))
              .serializer());

  @Test
  void shouldTakeOrRefuseEveryBodyAndTakeTheNextGoodOne() throws Exception {
    IntakeRoutes routes =
        new IntakeRoutes(
            producer,
            new StatusView(StatusListener.none()),
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
            Duration.ofMillis(500));
    Javalin server = Javalin.create(routes::addTo).start("127.0.0.1", 0);
    try {
      URI door = URI.create("http://127.0.0.1:" + server.port() + "/v1/deletions");
      for (int i = 0; i < BODIES; i++) {
        byte[] body = mutator.bent(GOOD);
        producer.clear();
        HttpResponse<String> answer = post(door, body);
        assertThat(isAccountedFor(answer))
            .as("seed %d, body %d: %d %s", SEED, i, answer.statusCode(), answer.body())
            .isTrue();
      }
      assertThat(post(door, GOOD.getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(202);
    } finally {
      server.stop();
    }
  }

  /** Taken and sent once, keeping the rules; or refused, sent nowhere, and told shortly. */
  private boolean isAccountedFor(HttpResponse<String> answer) {
    int sent = producer.history().size();
    if (answer.statusCode() == 202) {
      return sent == 1 && RequestRules.broken(producer.history().get(0).value()).isEmpty();
    }
    return answer.statusCode() / 100 == 4
        && sent == 0
        && !answer.body().isBlank()
        && answer.body().length() < LONGEST_ANSWER;
  }

  private HttpResponse<String> post(URI door, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(door)
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
