// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.ingest.callback.AllowedOrigins;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Period;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void shouldBeAProcessorOfOpenDsr(@TempDir Path folder) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    byte[] secret = generator.generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(secret)
            + "\n-----END PRIVATE KEY-----\n";
    Path key = Files.writeString(folder.resolve("opendsr.pem"), pem);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> signed = new HashMap<>(LEAST);
    signed.put("lethe.ingest.opendsr.processor-domain", "opendsr.company.example");
    signed.put("lethe.ingest.opendsr.signing-key", key.toString());
    signed.put("lethe.ingest.opendsr.certificate", "https://opendsr.company.example/cert.pem");
    signed.put("lethe.ingest.opendsr.identity-type", "email");
    signed.put("lethe.ingest.callbacks.allowed", "https://a.example,https://b.example:8443");
    signed.put("lethe.ingest.callbacks.internal", "https://localhost:9443");

    OpenDsrSettings settings = load(signed).settings().opendsr();

    assertThat(settings.identity().headers(new byte[0])).hasSize(2);
    assertThat(settings.identityType()).isEqualTo("email");
    assertThat(settings.callbacks())
        .isEqualTo(
            AllowedOrigins.of(
                List.of("https://a.example:443", "https://b.example:8443"),
                List.of("https://localhost:9443")));
    assertThat(load(LEAST).settings().opendsr()).isEqualTo(OpenDsrSettings.unsigned());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> load(signed).settings()).isInstanceOf(KeyFileException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "callbacks.allowed, https://a.example, a callback must be signed",
    "callbacks.internal, https://a.example, a callback must be signed",
    "callbacks.allowed, http://a.example, callbacks.allowed has",
    "callbacks.allowed, https://a.example/path, an entry is https",
    "callbacks.allowed, https://a.example/, an entry is https",
    "callbacks.allowed, https://*.example, an entry is https",
    "callbacks.internal, localhost, callbacks.internal has",
    "opendsr.signing-key, absent.pem, set processor-domain too",
    "opendsr.processor-domain, https://a.example, must be a domain in lower case",
    "opendsr.certificate, https://a.example/c.pem, must be an https address of processor-domain",
    "opendsr.identity-type, E-Mail, must be a type of OpenDSR",
  })
  void shouldSayWhatIsNoProcessorOfOpenDsr(String key, String value, String rule) {
    Map<String, String> values = new HashMap<>(LEAST);
    values.put("lethe.ingest." + key, value);

    assertThatThrownBy(() -> load(values).settings())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(rule)
        .hasMessageContaining("lethe.ingest." + key.substring(0, key.indexOf('.')));
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
