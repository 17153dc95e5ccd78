// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import io.lethe.domain.crypto.KeyFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** TLS of a service's HTTP; without certificate and key it is not encrypted. */
public interface TlsConfig {

  /**
   * The certificate and its chain, PEM, the service's own first. Looked at every ten seconds, and
   * taken anew when it has changed, together with the key.
   */
  Optional<Path> certificate();

  /** The certificate's private key: PEM, PKCS#8, RSA or EC, not encrypted. */
  Optional<Path> key();

  /** Where both are, if TLS is configured. */
  default Optional<TlsFiles> files() {
    return certificate().flatMap(chain -> key().map(secret -> new TlsFiles(chain, secret)));
  }

  /**
   * What is wrong with the files now.
   *
   * @param prefix of the block, as {@code lethe.ingest}
   * @return nothing, or each broken rule in words
   */
  default List<String> problems(String prefix) {
    if (certificate().isPresent() != key().isPresent()) {
      return List.of(
          "%s.tls has %s alone; set both certificate and key, or none"
              .formatted(prefix, certificate().isPresent() ? "certificate" : "key"));
    }
    try {
      files().ifPresent(files -> files.read().certificate().requireValid(Instant.now()));
      return List.of();
    } catch (KeyFileException e) {
      return List.of(prefix + ".tls: " + e.getMessage());
    }
  }
}
