// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.learning.model.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerConfigTest {
  private static final Map<String, String> NEEDED =
      Map.of(
          "lethe.worker.kafka.bootstrap-servers", "localhost:9092",
          "lethe.worker.kafka.schema-registry-url", "mock://config",
          "lethe.worker.artifacts.location", "/data/artifacts",
          "lethe.worker.work-directory", "/data/work");

  @TempDir private Path folder;

  @Test
  void shouldHaveDefaultsForWhatNeedNotBeSaid() {
    WorkerConfig config = load(Map.of());

    assertThat(config.httpPort()).isEqualTo(8082);
    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
    WorkerService.Settings settings = config.settings();
    assertThat(settings.groupId()).isEqualTo("unlearn-worker");
    assertThat(settings.topicPatience()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.runtime())
        .isEqualTo(RuntimeOptions.cpu(Runtime.getRuntime().availableProcessors()));
    assertThat(settings.workDirectory()).isEqualTo(Path.of("/data/work"));
  }

  @Test
  void shouldReadEveryKeyFromAFile() throws IOException {
    Path file = folder.resolve("worker.yaml");
    Files.writeString(
        file,
        """
        lethe:
          worker:
            kafka:
              bootstrap-servers: kafka:9092
              schema-registry-url: http://registry:8081
              settings:
                security.protocol: PLAINTEXT
            artifacts:
              location: s3://lethe/house
              cache: /cache
              s3:
                endpoint: http://s3:9090
                region: eu-central-1
            work-directory: /work
            group-id: night-shift
            device: gpu
            threads: 3
            http-port: 0
            topic-patience: PT10S
        """);

    WorkerConfig config = Configuration.load(WorkerConfig.class, Optional.of(file), Map.of());

    assertThat(config.artifacts().location()).isEqualTo("s3://lethe/house");
    assertThat(config.artifacts().cache()).contains(Path.of("/cache"));
    assertThat(config.artifacts().s3().endpoint()).contains("http://s3:9090");
    assertThat(config.artifacts().s3().region()).contains("eu-central-1");
    assertThat(config.httpPort()).isZero();
    WorkerService.Settings settings = config.settings();
    assertThat(settings.kafka().bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(settings.kafka().overrides()).containsEntry("security.protocol", "PLAINTEXT");
    assertThat(settings.groupId()).isEqualTo("night-shift");
    assertThat(settings.runtime())
        .isEqualTo(
            new RuntimeOptions(RuntimeOptions.Device.GPU, 3, RuntimeOptions.Precision.FLOAT32));
    assertThat(settings.topicPatience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldComputeInBfloat16OnTheCpuAlone() {
    assertThat(load(Map.of("lethe.worker.precision", "bfloat16")).settings().runtime().precision())
        .isEqualTo(RuntimeOptions.Precision.BFLOAT16);
    WorkerConfig onGpu =
        load(Map.of("lethe.worker.precision", "bfloat16", "lethe.worker.device", "gpu"));

    assertThatThrownBy(onGpu::settings)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.worker.precision is bfloat16");
  }

  @Test
  void shouldNameEveryValueThatBreaksItsRule() {
    WorkerConfig config =
        load(
            Map.of(
                "lethe.worker.threads", "0",
                "lethe.worker.http-port", "70000",
                "lethe.worker.topic-patience", "PT-1S"));

    assertThatThrownBy(config::settings)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.worker.threads is 0; it must be at least 1")
        .hasMessageContaining("lethe.worker.http-port is 70000; it must lie in [0, 65535]")
        .hasMessageContaining("lethe.worker.topic-patience is PT-1S; it cannot be negative");
  }

  @Test
  void shouldRefuseAnUnknownKeyAndAMissingOne() {
    assertThatThrownBy(() -> load(Map.of("lethe.worker.thread", "2")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.worker.thread");
    assertThatThrownBy(() -> Configuration.load(WorkerConfig.class, Optional.empty(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.worker.artifacts.location");
  }

  private static WorkerConfig load(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(NEEDED);
    all.putAll(more);
    return Configuration.load(WorkerConfig.class, Optional.empty(), all);
  }
}
