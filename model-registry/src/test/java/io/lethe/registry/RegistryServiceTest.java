// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicsUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryServiceTest {
  @TempDir Path folder;

  @Test
  void shouldNotBeReadyBeforeItStartsAndCloseWithoutAStart() throws Exception {
    try (RegistryService service = service()) {
      Javalin server = Javalin.create(service.routes()).start(0);
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://localhost:" + server.port() + "/v1/models"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      server.stop();

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(service.isReady()).isFalse();
      assertThat(service.isHealthy()).isTrue();
    }
  }

  @Test
  void shouldSayThatKafkaIsNotThere() {
    try (RegistryService service = service()) {
      assertThatThrownBy(service::start).isInstanceOf(TopicsUnavailableException.class);
      assertThat(service.isReady()).isFalse();
    }
  }

  @Test
  void shouldRefuseSettingsThatCannotBe() {
    KafkaSettings kafka = new KafkaSettings("localhost:1", "mock://settings", Map.of());
    assertThatThrownBy(
            () -> new RegistryService.Settings(kafka, folder, folder, " ", Duration.ZERO))
        .hasMessage("applicationId is blank; name the application");
    assertThatThrownBy(
            () -> new RegistryService.Settings(kafka, folder, folder, "r", Duration.ofSeconds(-1)))
        .hasMessage("topicPatience is PT-1S; it cannot be negative");
  }

  private RegistryService service() {
    return new RegistryService(
        new RegistryService.Settings(
            new KafkaSettings(
                "localhost:1",
                "mock://registry-service",
                Map.of("admin.default.api.timeout.ms", "1000", "admin.request.timeout.ms", "1000")),
            folder.resolve("state"),
            folder.resolve("serving"),
            RegistryService.NAME,
            Duration.ofSeconds(1)),
        new RegistryService.Collaborators(
            new FileArtifactStore(folder.resolve("store"), ArtifactWriter.REGISTRY),
            new Samples().trustedKeys(),
            new SimpleMeterRegistry(),
            Clock.systemUTC()));
  }
}
