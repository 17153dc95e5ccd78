// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * The certificates of the broker and its users, and the tokens by which services know who asks
 * them, made by the one-shot services of docker-compose.yml, as files on this machine.
 */
final class Credentials {
  private static final List<String> BEARERS =
      List.of(
          "broker",
          "operator",
          "schema-registry",
          "deletion-ingest",
          "unlearn-worker",
          "verifier",
          "model-registry");
  private static final List<String> FILES = List.of("keystore.pem", "truststore.pem");
  private static final String CERTIFICATES = "/keys/kafka/";
  private static final String CERTIFICATES_AT = "/kafka/";
  private static final String TOKENS = "tokens";
  private static final String TOKEN = "token";
  private static final int READABLE = 0644; // the files' owner here is no user of the image

  private final Path folder;

  Credentials(Path folder) {
    this.folder = folder;
  }

  void create(ComposeFile compose) throws IOException {
    try (GenericContainer<?> maker = compose.oneShot("certificates")) {
      maker.start();
      for (String bearer : BEARERS) {
        Files.createDirectories(folder.resolve(bearer));
        for (String file : FILES) {
          maker.copyFileFromContainer(
              CERTIFICATES + bearer + "/" + file, folder.resolve(bearer).resolve(file).toString());
        }
      }
    }
    try (GenericContainer<?> maker = compose.oneShot("tokens")) {
      maker.start();
      maker.copyFileFromContainer("/keys/tokens/tokens", folder.resolve(TOKENS).toString());
      maker.copyFileFromContainer("/keys/operator-token/token", folder.resolve(TOKEN).toString());
    }
  }

  /** Puts the file of those who may ask where deploy/compose/lethe.yaml looks for it. */
  GenericContainer<?> giveTokens(GenericContainer<?> container) {
    return container.withCopyToContainer(
        Transferable.of(text(folder.resolve(TOKENS)), READABLE), "/tokens/tokens");
  }

  /** The token of the operator, who may do everything by HTTP. */
  String operatorToken() {
    return text(folder.resolve(TOKEN)).strip();
  }

  /** Puts a bearer's files where docker-compose.yml mounts them. */
  GenericContainer<?> give(String bearer, GenericContainer<?> container) {
    for (String file : FILES) {
      container.withCopyToContainer(
          Transferable.of(text(folder.resolve(bearer).resolve(file)), READABLE),
          CERTIFICATES_AT + file);
    }
    return container;
  }

  /** How a client on this machine comes as the operator, who may do everything. */
  Map<String, String> operator() {
    return Map.of(
        "security.protocol", "SSL",
        "ssl.keystore.type", "PEM",
        "ssl.keystore.location", folder.resolve("operator/keystore.pem").toString(),
        "ssl.truststore.type", "PEM",
        "ssl.truststore.location", folder.resolve("operator/truststore.pem").toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
