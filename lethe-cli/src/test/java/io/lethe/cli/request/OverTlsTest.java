// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.request;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.CommandRun;
import io.lethe.kit.access.Access;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.http.TlsFiles;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.registry.SerdeConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and clients over https, with a certificate that nobody's Java knows. */
class OverTlsTest {
  private static final String PASSWORD = "for-tests";

  @TempDir private static Path folder;
  private static BoundedServer server;
  private static Path issuer;

  @BeforeAll
  static void serve() throws Exception {
    String store = folder.resolve("store.p12").toString();
    issuer = folder.resolve("tls.crt");
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-keystore",
        store);
    keytool("-exportcert", "-rfc", "-keystore", store, "-file", issuer.toString());
    server =
        new BoundedServer(
            new HttpAddress(
                HttpAddress.LOOPBACK, 0, Optional.of(new TlsFiles(issuer, key(Path.of(store))))),
            HttpBounds.DEFAULT,
            Access.open(),
            config -> {
              config.routes.get("/v1/models", http -> http.result("{\"models\":[]}"), ANYBODY);
              config.routes.get(
                  "/schemas/ids/1",
                  http -> http.result("{\"schema\":\"\\\"string\\\"\"}"),
                  ANYBODY);
            });
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void shouldAskOverHttpsWithTheIssuersFile() {
    CommandRun run = CommandRun.of("status", "--registry-url", url(), "--ca-file", issuer);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("no model is registered");
  }

  @Test
  void shouldSayHowAnIssuerIsTrustedThatIsUnknown() {
    CommandRun run = CommandRun.of("status", "--registry-url", url());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(url() + " is not talked to")
        .contains("an issuer that is not trusted here")
        .contains("--ca-file or LETHE_CA_FILE");
  }

  @Test
  void shouldSayThatTheIssuersFileHoldsNone() throws Exception {
    Path other = Files.writeString(folder.resolve("other.pem"), "not PEM");

    CommandRun run = CommandRun.of("erase", "--subject", "a", "--url", url(), "--ca-file", other);

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("other.pem holds no certificate");
  }

  @Test
  void shouldAskASchemaRegistryOverHttpsWithTheIssuersFile() {
    Map<String, String> trusting =
        Map.of(
            SerdeConfig.SCHEMA_REGISTRY_URL, url(),
            SerdeConfig.TRUSTSTORE_TYPE, "PEM",
            SerdeConfig.TRUSTSTORE, issuer.toString());

    assertThat(SchemaRegistryClients.of(SerdeConfig.from(trusting)).schemaById(1).getName())
        .isEqualTo("string");
    assertThatThrownBy(
            () ->
                SchemaRegistryClients.of(new SerdeConfig(url(), true, Optional.empty()))
                    .schemaById(1))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("an issuer that is not trusted here")
        .hasMessageContaining(SerdeConfig.TRUSTSTORE);
  }

  private static String url() {
    return "https://localhost:" + server.port();
  }

  private static Path key(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey("mykey", PASSWORD.toCharArray()).getEncoded();
    return Files.writeString(
        folder.resolve("tls.key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
