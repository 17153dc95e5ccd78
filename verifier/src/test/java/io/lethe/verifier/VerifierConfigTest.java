// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.model.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierConfigTest {

  private static final Map<String, String> REQUIRED =
      Map.of(
          "lethe.verifier.kafka.bootstrap-servers", "broker:9092",
          "lethe.verifier.kafka.schema-registry-url", "http://registry:8081",
          "lethe.verifier.artifacts.location", "/data/store",
          "lethe.verifier.split-key-file", "/keys/split.key",
          "lethe.verifier.signing-key-file", "/keys/signing.key",
          "lethe.verifier.cache-directory", "/data/cache");

  @TempDir Path folder;

  @Test
  void shouldHaveDefaultsForWhatIsLeftOut() {
    VerifierConfig config = Configuration.load(VerifierConfig.class, Optional.empty(), REQUIRED);

    assertThat(config.httpPort()).isEqualTo(8083);
    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
    assertThat(config.settings())
        .isEqualTo(
            new VerifierSettings(
                new KafkaSettings("broker:9092", "http://registry:8081", Map.of()),
                Path.of("/keys/split.key"),
                Path.of("/keys/signing.key"),
                Path.of("/data/cache"),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                10_000,
                RuntimeOptions.fromSystem(),
                1,
                Duration.ofMinutes(30)));
  }

  @Test
  void shouldTakeEveryValueFromYaml() throws Exception {
    Path file = folder.resolve("verifier.yaml");
    Files.writeString(
        file,
        """
        lethe:
          verifier:
            kafka:
              bootstrap-servers: b:1
              schema-registry-url: file:///schemas
              settings:
                security.protocol: SSL
            artifacts:
              location: /a
            split-key-file: /s
            signing-key-file: /k
            cache-directory: /c
            topic-patience: PT5S
            job-patience: PT6S
            max-retain-samples: 77
            attack-threads: 3
            root-time-limit: PT7S
            http-port: 0
        """);

    VerifierConfig config = Configuration.load(VerifierConfig.class, Optional.of(file), Map.of());

    assertThat(config.httpPort()).isZero();
    assertThat(config.artifacts().location()).isEqualTo("/a");
    assertThat(config.settings())
        .isEqualTo(
            new VerifierSettings(
                new KafkaSettings("b:1", "file:///schemas", Map.of("security.protocol", "SSL")),
                Path.of("/s"),
                Path.of("/k"),
                Path.of("/c"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                77,
                RuntimeOptions.fromSystem(),
                3,
                Duration.ofSeconds(7)));
  }

  @Test
  void shouldRefuseUnknownKeysAndNameMissingOnes() {
    Map<String, String> wrong = new HashMap<>(REQUIRED);
    wrong.remove("lethe.verifier.split-key-file");
    wrong.put("lethe.verifier.max-retained", "5");

    assertThatThrownBy(() -> Configuration.load(VerifierConfig.class, Optional.empty(), wrong))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("max-retained")
        .hasMessageContaining("split-key-file");
  }

  @Test
  void shouldRefuseEveryValueOutOfRangeAtOnce() {
    Map<String, String> wrong = new HashMap<>(REQUIRED);
    wrong.put("lethe.verifier.max-retain-samples", "0");
    wrong.put("lethe.verifier.attack-threads", "-1");
    wrong.put("lethe.verifier.job-patience", "PT-1S");
    wrong.put("lethe.verifier.root-time-limit", "PT0S");
    VerifierConfig config = Configuration.load(VerifierConfig.class, Optional.empty(), wrong);

    assertThatThrownBy(config::settings)
        .hasMessageContaining("maxRetainSamples is 0")
        .hasMessageContaining("attackThreads is -1")
        .hasMessageContaining("jobPatience PT-1S")
        .hasMessageContaining("rootTimeLimit is PT0S");
  }
}
