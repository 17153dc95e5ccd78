// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.access.Access;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TestIssuer;
import io.lethe.kit.http.TestIssuer.Issued;
import io.lethe.kit.http.TlsFiles;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.metrics.KafkaMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} says of the certificates that a service holds for itself. */
class CertificateEndTest {
  private static final Instant BEGIN =
      LocalDateTime.of(2020, 1, 1, 0, 0).atZone(ZoneId.systemDefault()).toInstant();

  @TempDir private static Path issued;
  private static TestIssuer issuer;
  private static Issued near;
  private static Issued far;

  @TempDir private Path folder;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @BeforeAll
  static void issue() throws Exception {
    issuer = new TestIssuer(issued);
    near = issuer.issue("near", "EC", "-startdate", "2020/01/01 00:00:00", "-validity", "10000");
    far = issuer.issue("far", "EC", "-startdate", "2020/01/01 00:00:00", "-validity", "20000");
  }

  @Test
  void shouldShowWhenTheCertificateOfHttpEndsAndOfTheNextOneWhenItIsTaken() throws Exception {
    write(near);
    TlsFiles files =
        new TlsFiles(folder.resolve("crt"), folder.resolve("key"), Duration.ofMillis(50));
    try (HealthServer server =
        new HealthServer(
            new HttpAddress(HttpAddress.LOOPBACK, 0, Optional.of(files)),
            Access.open(),
            new HealthServerTest.SwitchedService(),
            registry)) {
      assertThat(shown("http")).isEqualTo(endAfter(10_000));

      write(far);

      await().until(() -> shown("http") == endAfter(20_000));
      assertThat(server.port()).isPositive();
    }
    assertThat(registry.scrape()).contains("lethe_service_certificate_end_seconds{use=\"http\"}");
  }

  @Test
  void shouldShowNoEndOfACertificateThatIsNotThere() {
    try (HealthServer server =
        new HealthServer(
            HttpAddress.loopback(0),
            Access.open(),
            new HealthServerTest.SwitchedService(),
            registry)) {
      loops(Map.of("security.protocol", "PLAINTEXT"));

      assertThat(server.port()).isPositive();
      assertThat(shown("http")).isNaN();
      assertThat(shown("kafka")).isNaN();
    }
  }

  @Test
  void shouldShowWhenTheCertificateForTheBrokerEndsThatItsClientsHaveRead() throws Exception {
    Path store = folder.resolve("keystore.pem");
    Files.writeString(store, far.key() + far.certificate());
    loops(certified(store));
    assertThat(shown("kafka")).isEqualTo(endAfter(20_000));

    Files.writeString(store, near.key() + near.certificate());

    assertThat(shown("kafka")).as("until clients are made anew").isEqualTo(endAfter(20_000));
  }

  @Test
  void shouldShowTheCertificateOfAChainThatEndsFirst() throws Exception {
    Path store = folder.resolve("keystore.pem");
    String authority = Files.readString(Path.of(issuer.file()));
    Files.writeString(store, far.key() + far.certificate() + authority);
    X509Certificate read;
    try (var in = Files.newInputStream(Path.of(issuer.file()))) {
      read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }

    loops(certified(store));

    assertThat(shown("kafka")).isEqualTo((double) read.getNotAfter().toInstant().getEpochSecond());
  }

  @Test
  void shouldShowTheCertificateThatEndsFirstWhereRolesHaveTheirOwn() throws Exception {
    Path store = folder.resolve("keystore.pem");
    Path another = folder.resolve("another.pem");
    Files.writeString(store, far.key() + far.certificate());
    Files.writeString(another, near.key() + near.certificate());
    Map<String, String> settings = new HashMap<>(certified(store));
    settings.put("producer.ssl.keystore.location", another.toString());

    loops(settings);

    assertThat(shown("kafka")).isEqualTo(endAfter(10_000));
  }

  /** Its clients say so, and end the start. */
  @Test
  void shouldShowNoEndOfACertificateThatCannotBeRead() {
    loops(certified(folder.resolve("missing.pem")));

    assertThat(shown("kafka")).isNaN();
  }

  private static Map<String, String> certified(Path store) {
    return Map.of(
        "security.protocol", "SSL",
        "ssl.keystore.type", "PEM",
        "ssl.keystore.location", store.toString());
  }

  private void loops(Map<String, String> settings) {
    KafkaSettings kafka = new KafkaSettings("localhost:1", "mock://end", settings);
    assertThat(new Loops(kafka, new KafkaMeters(registry), registry).faults()).isNotNull();
  }

  private void write(Issued pair) throws IOException {
    Files.writeString(folder.resolve("crt"), pair.certificate());
    Files.writeString(folder.resolve("key"), pair.key());
  }

  private static double endAfter(int days) {
    return (double) BEGIN.plus(Duration.ofDays(days)).getEpochSecond();
  }

  private double shown(String use) {
    return registry.get("lethe.service.certificate.end").tag("use", use).gauge().value();
  }
}
