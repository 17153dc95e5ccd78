// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.hostile.BodyMutator;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.registry.Samples;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.ModelCommand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that nobody honest would post, to a real server on loopback. A failure names the seed
 * and the body's number; see {@link BodyMutator}.
 */
final class HostileCommandsTest {
  private static final int BODIES = Integer.getInteger("lethe.hostile.records", 2_000) / 4;
  private static final long SEED = Long.getLong("lethe.hostile.seed", 17);
  private static final int LONGEST_ANSWER = 4_096;
  private static final List<String> GOOD =
      List.of(
          "{\"type\": \"ROLLBACK\", \"targetVersion\": 1}",
          "{\"type\": \"SET_ALIAS\", \"targetVersion\": 1, \"alias\": \"stable\"}",
          "{\"type\": \"RETRY_PARKED\", \"forgetSetDigest\": \"%s\"}"
              .formatted(Samples.digest("set")),
          "{\"type\": \"REFUSE_PARKED\", \"forgetSetDigest\": \"%s\", \"reason\": \"law\"}"
              .formatted(Samples.digest("set")));

  @TempDir Path folder;
  private final BodyMutator mutator = new BodyMutator(SEED);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<ModelCommand> sent = new ArrayList<>();

  @Test
  void shouldTakeOrRefuseEveryBodyAndTakeTheNextGoodOne() throws Exception {
    ReadModel readModel = new ReadModel();
    Samples samples = new Samples();
    samples.registered(new Decisions(samples.trustedKeys())).forEach(readModel::onEvent);
    RegistryRoutes routes =
        new RegistryRoutes(
            readModel,
            (command, trace) -> sent.add(command),
            () -> true,
            Clock.fixed(Samples.NOW, ZoneOffset.UTC),
            new FileArtifactStore(folder, ArtifactWriter.REGISTRY));
    try (BoundedServer server =
        new BoundedServer(HttpAddress.loopback(0), HttpBounds.DEFAULT, Access.open(), routes)) {
      URI door = URI.create("http://127.0.0.1:" + server.port() + "/v1/models/faces/commands");
      for (int i = 0; i < BODIES; i++) {
        sent.clear();
        HttpResponse<String> answer = post(door, mutator.bent(GOOD.get(i % GOOD.size())));
        assertThat(isAccountedFor(answer))
            .as("seed %d, body %d: %d %s", SEED, i, answer.statusCode(), answer.body())
            .isTrue();
      }
      assertThat(post(door, GOOD.get(0).getBytes(UTF_8)).statusCode()).isEqualTo(202);
    }
  }

  private boolean isAccountedFor(HttpResponse<String> answer) {
    return answer.statusCode() == 202
        ? sent.size() == 1
        : answer.statusCode() / 100 == 4
            && sent.isEmpty()
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
