// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RegistryConfigTest {
  private static final Map<String, String> NEEDED =
      Map.of(
          "lethe.registry.kafka.bootstrap-servers", "broker:9092",
          "lethe.registry.kafka.schema-registry-url", "http://schemas:8081",
          "lethe.registry.artifacts.location", "/data/artifacts",
          "lethe.registry.serving", "/data/serving",
          "lethe.registry.state-directory", "/data/state",
          "lethe.registry.trusted-keys[0]", "/keys/verifier.pem.pub");

  @Test
  void shouldHaveDefaults() {
    RegistryConfig config = load(Map.of());

    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
    assertThat(config.applicationId()).isEqualTo("model-registry");
    assertThat(config.topicPatience()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.kafka().settings()).isEmpty();
  }

  @Test
  void shouldMapEveryKey() {
    RegistryConfig config =
        load(
            Map.of(
                "lethe.registry.http-port", "0",
                "lethe.registry.application-id", "registry-blue",
                "lethe.registry.topic-patience", "PT5S",
                "lethe.registry.trusted-keys[1]", "/keys/old.pem.pub",
                "lethe.registry.kafka.settings.\"security.protocol\"", "SSL"));

    assertThat(config.artifacts().location()).isEqualTo("/data/artifacts");
    assertThat(config.trustedKeys())
        .containsExactly(Path.of("/keys/verifier.pem.pub"), Path.of("/keys/old.pem.pub"));
    RegistryService.Settings settings = config.settings();
    assertThat(settings.applicationId()).isEqualTo("registry-blue");
    assertThat(settings.servingRoot()).isEqualTo(Path.of("/data/serving"));
    assertThat(settings.stateDirectory()).isEqualTo(Path.of("/data/state"));
    assertThat(settings.topicPatience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.kafka().overrides()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldNameEveryBrokenRuleAtOnce() {
    RegistryConfig config =
        load(
            Map.of(
                "lethe.registry.http-port", "70000",
                "lethe.registry.topic-patience", "PT-1S"));

    assertThatThrownBy(config::settings)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.registry.http-port is 70000")
        .hasMessageContaining("lethe.registry.topic-patience is PT-1S");
  }

  @Test
  void shouldRefuseAnUnknownKey() {
    assertThatThrownBy(() -> load(Map.of("lethe.registry.http-prot", "1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http-prot");
  }

  private static RegistryConfig load(Map<String, String> further) {
    Map<String, String> all = new HashMap<>(NEEDED);
    all.putAll(further);
    return Configuration.load(RegistryConfig.class, Optional.empty(), all);
  }
}
