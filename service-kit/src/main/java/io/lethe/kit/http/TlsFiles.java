// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.ServerCertificate;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a server's certificate is, and how often it is looked at.
 *
 * @param certificate PEM: the chain, the server's own first
 * @param key PEM: the private key of the first
 * @param interval between two looks
 */
public record TlsFiles(Path certificate, Path key, Duration interval) {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** Refuses an interval without length. */
  public TlsFiles {
    requireNonNull(certificate, "certificate");
    requireNonNull(key, "key");
    requireNonNull(interval, "interval");
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "the interval is " + interval + "; it must be more than 0");
    }
  }

  /** Files that are looked at every ten seconds. */
  public TlsFiles(Path certificate, Path key) {
    this(certificate, key, TEN_SECONDS);
  }

  /**
   * What they hold now.
   *
   * @throws io.lethe.domain.crypto.KeyFileException where one is missing or cannot be read
   */
  ServerCertificate.Files read() {
    return ServerCertificate.Files.read(certificate, key);
  }
}
