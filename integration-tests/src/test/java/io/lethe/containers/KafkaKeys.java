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
 * The certificates of the broker and its users, made by the one-shot service of docker-compose.yml,
 * as files on this machine.
 */
final class KafkaKeys {
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
  private static final String MADE = "/keys/kafka/";
  private static final String LOOKED_FOR = "/kafka/";
  private static final int READABLE = 0644; // the files' owner here is no user of the image

  private final Path folder;

  KafkaKeys(Path folder) {
    this.folder = folder;
  }

  void create(ComposeFile compose) throws IOException {
    try (GenericContainer<?> maker = compose.oneShot("certificates")) {
      maker.start();
      for (String bearer : BEARERS) {
        Files.createDirectories(folder.resolve(bearer));
        for (String file : FILES) {
          maker.copyFileFromContainer(
              MADE + bearer + "/" + file, folder.resolve(bearer).resolve(file).toString());
        }
      }
    }
  }

  /** Puts a bearer's files where docker-compose.yml mounts them. */
  GenericContainer<?> give(String bearer, GenericContainer<?> container) {
    for (String file : FILES) {
      container.withCopyToContainer(
          Transferable.of(text(bearer, file), READABLE), LOOKED_FOR + file);
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

  private String text(String bearer, String file) {
    try {
      return Files.readString(folder.resolve(bearer).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
