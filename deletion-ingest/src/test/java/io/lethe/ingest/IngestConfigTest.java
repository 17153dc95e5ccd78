// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ingest.intake.IngestTimes;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "lethe.ingest.kafka.bootstrap-servers", "localhost:9092",
          "lethe.ingest.kafka.schema-registry-url", "mock://config",
          "lethe.ingest.state-directory", "state",
          "lethe.ingest.artifacts.location", "artifacts",
          "lethe.ingest.subject-key-file", "subjects.key");

  @Test
  void shouldNeedOnlyPlacesAndDefaultTheRest() {
    IngestConfig config = load(LEAST);

    assertThat(config.httpPort()).isEqualTo(8081);
    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
    assertThat(config.applicationId()).isEqualTo("deletion-ingest");
    assertThat(config.defaultDeadline()).isEqualTo(Period.ofMonths(1));
    assertThat(config.unknownModelGrace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.tick()).isEqualTo(Duration.ofMillis(200));
    assertThat(config.topicPatience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.kafka().settings()).isEmpty();
    assertThat(config.stateDirectory()).isEqualTo(Path.of("state"));
    assertThat(config.artifacts().location()).isEqualTo("artifacts");
    assertThat(new IngestTimes(config.defaultDeadline(), config.unknownModelGrace(), config.tick()))
        .isEqualTo(IngestTimes.defaults());
  }

  @Test
  void shouldTakeEveryKey() {
    Map<String, String> all = new HashMap<>(LEAST);
    all.put("lethe.ingest.http-port", "0");
    all.put("lethe.ingest.application-id", "other");
    all.put("lethe.ingest.default-deadline", "P7D");
    all.put("lethe.ingest.unknown-model-grace", "PT0S");
    all.put("lethe.ingest.tick", "PT1S");
    all.put("lethe.ingest.topic-patience", "PT5S");
    all.put("lethe.ingest.kafka.settings.\"security.protocol\"", "SSL");

    IngestConfig config = load(all);

    assertThat(config.httpPort()).isZero();
    assertThat(config.applicationId()).isEqualTo("other");
    assertThat(config.defaultDeadline()).isEqualTo(Period.ofDays(7));
    assertThat(config.tick()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.kafka().settings()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldRefuseACertificateWithoutItsKeyAndFilesThatHoldNone() {
    Map<String, String> tls = new HashMap<>(LEAST);
    tls.put("lethe.ingest.tls.certificate", "absent.crt");
    assertThatThrownBy(() -> load(tls).settings())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.ingest.tls has certificate alone");

    tls.put("lethe.ingest.tls.key", "absent.key");
    assertThatThrownBy(() -> load(tls).settings())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.ingest.tls: absent.crt cannot be read");
  }

  @Test
  void shouldRefuseUnknownAndMissingKeysAtOnce() {
    assertThatThrownBy(() -> load(Map.of("lethe.ingest.prot", "1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.ingest.prot")
        .hasMessageContaining("lethe.ingest.kafka.bootstrap-servers")
        .hasMessageContaining("lethe.ingest.subject-key-file");
  }

  @Test
  void shouldRefuseTimesThatMakeNoSense() {
    assertThatThrownBy(
            () -> new IngestTimes(Period.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessageContaining("defaultDeadline must be more than 0");
    assertThatThrownBy(
            () -> new IngestTimes(Period.ofDays(366), Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("at most a year, found: P366D");
    assertThatThrownBy(
            () -> new IngestTimes(Period.ofDays(1), Duration.ofSeconds(-1), Duration.ofDays(1)))
        .hasMessageContaining("unknownModelGrace");
    assertThatThrownBy(
            () -> new IngestTimes(Period.ofDays(1), Duration.ofSeconds(1), Duration.ZERO))
        .hasMessageContaining("tick");
  }

  private static IngestConfig load(Map<String, String> values) {
    return Configuration.load(IngestConfig.class, Optional.empty(), values);
  }
}
