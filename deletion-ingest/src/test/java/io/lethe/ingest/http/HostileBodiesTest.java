// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.hostile.BodyMutator;
import io.lethe.schemas.DeletionRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static final String NEXT = GOOD.replace("7b0f7f0e", "8b0f7f0e");

  private final BodyMutator mutator = new BodyMutator(SEED);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> taken = new HashSet<>();

  @Test
  void shouldTakeOrRefuseEveryBodyAndTakeTheNextGoodOne(@TempDir Path folder) throws Exception {
    try (IntakeServer intake = new IntakeServer(folder)) {
      for (int i = 0; i < BODIES; i++) {
        byte[] body = mutator.bent(GOOD);
        intake.producer.clear();
        HttpResponse<String> answer = post(intake, body);
        assertThat(isAccountedFor(answer, intake.sent()))
            .as("seed %d, body %d: %d %s", SEED, i, answer.statusCode(), answer.body())
            .isTrue();
      }
      assertThat(post(intake, NEXT.getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(202);
    }
  }

  /**
   * Taken and sent once, keeping the rules, or taken before; or refused, sent nowhere, and told
   * shortly.
   */
  private boolean isAccountedFor(HttpResponse<String> answer, List<DeletionRequest> sent)
      throws Exception {
    if (answer.statusCode() == 202) {
      boolean first = taken.add(IntakeServer.json(answer).get("location").asText());
      return sent.size() == (first ? 1 : 0)
          && sent.stream().allMatch(each -> RequestRules.broken(each, IntakeServer.NOW).isEmpty());
    }
    return answer.statusCode() / 100 == 4
        && sent.isEmpty()
        && !answer.body().isBlank()
        && answer.body().length() < LONGEST_ANSWER;
  }

  private HttpResponse<String> post(IntakeServer intake, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(intake.uri("/v1/deletions"))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
