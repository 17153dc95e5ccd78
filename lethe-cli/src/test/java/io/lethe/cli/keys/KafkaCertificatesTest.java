// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.CommandRun;
import io.lethe.cli.keys.KafkaCertificates.Bearer;
import io.lethe.domain.crypto.KeyFileException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Bearer BROKER =
      new Bearer("broker", List.of("kafka", "localhost", "127.0.0.1"), true);

  @TempDir private Path folder;

  @Test
  void shouldNameTheBearerAndTheHostsUnderWhichHeAnswers() throws Exception {
    at(NOW).ensure(BROKER);

    X509Certificate certificate = certificate("broker");
    certificate.verify(authority().getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=broker");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly("kafka", "localhost", "127.0.0.1");
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(authority().getBasicConstraints()).isZero();
  }

  @Test
  void shouldMakeOneWhoOnlyCallsNoServer() throws Exception {
    at(NOW).ensure(Bearer.client("verifier"));

    assertThat(certificate("verifier").getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate("verifier").getSubjectAlternativeNames()).isNull();
  }

  @Test
  void shouldLetNobodyButTheirOwnerReadPrivateKeysUnlessToldSo() throws Exception {
    at(NOW).ensure(BROKER);
    at(NOW).ensure(Bearer.client("verifier"));

    assertThat(mode("ca/keystore.pem")).isEqualTo("rw-------");
    assertThat(mode("verifier/keystore.pem")).isEqualTo("rw-------");
    assertThat(mode("broker/keystore.pem")).isEqualTo("rw-r--r--");
    assertThat(mode("verifier/truststore.pem")).isEqualTo("rw-r--r--");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 400})
  void shouldKeepACertificateThatStillCountsForAWhile(long days) throws Exception {
    at(NOW).ensure(BROKER);
    String before = text("broker/keystore.pem");

    assertThat(at(NOW.plus(Duration.ofDays(days))).ensure(BROKER)).isEmpty();

    assertThat(text("broker/keystore.pem")).isEqualTo(before);
  }

  @Test
  void shouldMakeOneAnewInTheLastThirdOfItsTimeByTheSameAuthority() throws Exception {
    at(NOW).ensure(BROKER);
    X509Certificate authority = authority();

    Instant later = NOW.plus(Duration.ofDays(500));
    assertThat(at(later).ensure(BROKER)).contains(later.plus(KafkaCertificates.VALIDITY));

    certificate("broker").verify(authority.getPublicKey());
  }

  @Test
  void shouldMakeOneAnewForOtherHosts() {
    at(NOW).ensure(BROKER);

    assertThat(at(NOW).ensure(new Bearer("broker", List.of("kafka"), true))).isPresent();
    assertThat(at(NOW).ensure(new Bearer("broker", List.of("kafka"), true))).isEmpty();
  }

  @Test
  void shouldMakeAllAnewWhereTheAuthorityWasLost() throws Exception {
    at(NOW).ensure(BROKER);
    X509Certificate lost = authority();
    Files.delete(folder.resolve("ca/keystore.pem"));

    assertThat(at(NOW).ensure(BROKER)).isPresent();

    assertThat(authority()).isNotEqualTo(lost);
    certificate("broker").verify(authority().getPublicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
  void shouldMakeOneAnewWhereItsFileIsDamaged(String damaged) throws Exception {
    at(NOW).ensure(BROKER);
    Files.writeString(folder.resolve("broker/keystore.pem"), damaged);

    assertThat(at(NOW).ensure(BROKER)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"'', holds no private key followed by a certificate", "half, "})
  void shouldRefuseADamagedAuthorityInWordsRatherThanReplaceIt(String kind, String rule)
      throws Exception {
    at(NOW).ensure(BROKER);
    Path file = folder.resolve("ca/keystore.pem");
    String whole = Files.readString(file);
    Files.writeString(file, kind.isEmpty() ? "" : whole.substring(0, whole.length() / 2));

    assertThatThrownBy(() -> at(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("ca/keystore.pem")
        .hasMessageContaining(rule == null ? "" : rule);
  }

  @Test
  void shouldRefuseAnAuthorityThatHasExpired() {
    at(NOW).ensure(BROKER);

    assertThatThrownBy(() -> at(NOW.plus(Duration.ofDays(3650))))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("has expired; remove it");
  }

  @Test
  void shouldSayWhatItMadeAndWhatItLeft() {
    CommandRun first = command("verifier");
    CommandRun second = command("verifier", "model-registry");

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).contains("broker: a new certificate, until 20", "verifier: a new");
    assertThat(second.out())
        .contains("broker: has one", "verifier: has one", "model-registry: a new certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca", "../broker", "CN=broker", "a,b", "-x"})
  void shouldRefuseWhatIsNoName(String name) {
    CommandRun run = command("--", name);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'" + name + "' is no name for a user");
    assertThat(folder).isEmptyDirectory();
  }

  private CommandRun command(Object... users) {
    Object[] arguments = new Object[6 + users.length];
    System.arraycopy(
        new Object[] {"keys", "kafka", "--out", folder, "--broker-host", "kafka,localhost"},
        0,
        arguments,
        0,
        6);
    System.arraycopy(users, 0, arguments, 6, users.length);
    return CommandRun.of(arguments);
  }

  private KafkaCertificates at(Instant now) {
    return KafkaCertificates.in(folder, Clock.fixed(now, ZoneOffset.UTC));
  }

  private X509Certificate authority() throws Exception {
    return parsed("broker/truststore.pem");
  }

  private X509Certificate certificate(String name) throws Exception {
    return parsed(name + "/keystore.pem");
  }

  private X509Certificate parsed(String file) throws Exception {
    String pem = text(file);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    pem.substring(pem.indexOf("-----BEGIN CERTIFICATE"))
                        .getBytes(StandardCharsets.US_ASCII)));
  }

  private String text(String file) throws Exception {
    return Files.readString(folder.resolve(file));
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }
}
