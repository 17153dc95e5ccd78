// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpConfigTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lethe: {up: {kafka-port: 1, intake-port: 2}}",
        "lethe.up: {kafka-port: 1, intake-port: 2}",
        "lethe: {up.kafka-port: 1, up.intake-port: 2}",
        "lethe.up.kafka-port: 1\nlethe.up.intake-port: 2",
        "lethe.up.kafka-port: 1\nlethe: {up: {intake-port: 2}}",
      })
  void shouldTakeNestedAndDottedKeys(String yaml) throws IOException {
    UpConfig config = load(yaml);

    assertThat(config.kafkaPort()).isEqualTo(1);
    assertThat(config.intakePort()).isEqualTo(2);
    assertThat(config.registryPort()).isEqualTo(8080);
    assertThat(config.schemaRegistryPort()).isEqualTo(8084);
  }

  @Test
  void shouldAskNobodyUnlessAccessIsConfigured() throws IOException {
    assertThat(load("lethe.up.kafka-port: 1").access().toAccess().isOpen()).isTrue();

    Path tokens = directory.resolve("tokens");
    Files.writeString(tokens, "");
    Path keys = Files.writeString(directory.resolve("jwks.json"), "{\"keys\":[]}");
    assertThat(load("lethe.up.access.tokens: " + tokens).access().toAccess().isOpen()).isFalse();
    String jwt = "lethe.up.access.jwt: {issuer: a, audience: b, jwks: %s, algorithms: %s}";
    assertThat(load(jwt.formatted(keys, "ES256")).access().toAccess().isOpen()).isFalse();
    for (String wrong : new String[] {"none", "HS256", "[RS256, EdDSA]", "rs256"}) {
      assertThatThrownBy(() -> load(jwt.formatted(keys, wrong)).access().toAccess())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("access.jwt.algorithms has ");
    }
    assertThatThrownBy(() -> load("lethe.up.access.jwt: {issuer: a}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.up.access.jwt.audience");
  }

  /** The rules are the intake's own, each told under the key that was set here. */
  @Test
  void shouldSayWhatIsNoProcessorOfOpenDsrUnderItsOwnKeys() throws IOException {
    UpConfig config =
        load(
            "lethe.up: {opendsr.processor-domain: A, opendsr.identity-type: E-Mail,"
                + " callbacks.allowed: ['http://a.example'], callbacks.internal: [localhost],"
                + " http-host: no.such.host.invalid}");

    assertThatThrownBy(() -> config.pipeline(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.up.http-host is 'no.such.host.invalid'")
        .hasMessageContaining("lethe.up.opendsr.processor-domain is 'A'")
        .hasMessageContaining("lethe.up.opendsr.identity-type is 'E-Mail'")
        .hasMessageContaining("lethe.up.callbacks.allowed has 'http://a.example'")
        .hasMessageContaining("lethe.up.callbacks.internal has 'localhost'")
        .hasMessageContaining("lethe.up.callbacks is set, and a callback must be signed")
        .hasMessageContaining("set lethe.up.opendsr.signing-key and processor-domain too")
        .hasMessageNotContaining("lethe.ingest");
  }

  @Test
  void shouldNotStartWithAKeyOfOpenDsrThatIsNotThere() throws IOException {
    UpConfig config =
        load(
            "lethe.up.opendsr: {processor-domain: opendsr.company.example, signing-key: %s}"
                .formatted(directory.resolve("absent.pem")));

    assertThatThrownBy(() -> config.pipeline(directory))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("absent.pem");
  }

  @Test
  void shouldRefuseAPortThatIsSetTwice() {
    assertThatThrownBy(() -> load("lethe.up.kafka-port: 1\nlethe: {up: {kafka-port: 2}}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.up.kafka-port is set twice in ")
        .hasMessageContaining("up.yaml, nested and with dots: keep one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up: {kafka-port: 1}", "up.kafka-port: 1"})
  void shouldSayHowKeysBegin(String yaml) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("up.kafka-port in ")
        .hasMessageContaining("up.yaml is unknown: keys begin with lethe");
  }

  private UpConfig load(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("up.yaml"), yaml);
    return Configuration.load(UpConfig.class, Optional.of(file), Map.of());
  }
}
