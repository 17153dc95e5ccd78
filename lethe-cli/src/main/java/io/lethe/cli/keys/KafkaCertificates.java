// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The certificates by which a broker and its users know each other, in a folder for each of them:
 * {@code keystore.pem} with his private key and certificate, {@code truststore.pem} with what he
 * trusts, both as Kafka's clients take them. The authority that signed them keeps its own in {@code
 * ca}, which nobody else needs to reach.
 *
 * <p>Why: docs/decisions/0044-the-compose-broker-asks-who-is-there.md.
 */
public final class KafkaCertificates {
  /** For how long a user is known; his certificate is made anew in the last third of that. */
  static final Duration VALIDITY = Duration.ofDays(730);

  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
  private static final Duration RENEWED_BEFORE = VALIDITY.dividedBy(3);
  private static final String KEYSTORE = "keystore.pem";
  private static final String TRUSTSTORE = "truststore.pem";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path folder;
  private final Clock clock;
  private final CertificateAuthority authority;

  /**
   * Who needs a certificate.
   *
   * @param name his common name, and his folder's
   * @param hosts under which he answers; none of who only calls
   * @param isOpen whether other users of the machine may read his files: of who runs as another
   *     user than this, and has his folder as a volume of his own
   */
  public record Bearer(String name, List<String> hosts, boolean isOpen) {
    public Bearer {
      requireNonNull(name, "name");
      hosts = List.copyOf(hosts);
    }

    /** One who only calls, with files for their owner alone. */
    public static Bearer client(String name) {
      return new Bearer(name, List.of(), false);
    }
  }

  private KafkaCertificates(Path folder, Clock clock, CertificateAuthority authority) {
    this.folder = folder;
    this.clock = clock;
    this.authority = authority;
  }

  /**
   * Those below a folder, whose authority is made where there is none.
   *
   * @throws KeyFileException where the authority's file is damaged, has expired, or cannot be read
   *     or written
   */
  public static KafkaCertificates in(Path folder, Clock clock) {
    Path file = folder.resolve("ca").resolve(KEYSTORE);
    Instant now = clock.instant();
    CertificateAuthority authority;
    if (Files.exists(file)) {
      authority = CertificateAuthority.parse(text(file), file.toString());
      if (!now.isBefore(authority.certificate().getNotAfter().toInstant())) {
        throw new KeyFileException(
            file + " has expired; remove it, and all certificates are made anew");
      }
    } else {
      authority = CertificateAuthority.create(now, AUTHORITY_VALIDITY);
      write(file, authority.pem(), false);
    }
    return new KafkaCertificates(folder, clock, authority);
  }

  /**
   * Gives somebody a certificate, unless he has one of this authority that still counts for a while
   * and names the same hosts.
   *
   * @return until when it counts, where one was made
   * @throws KeyFileException where a file cannot be read or written
   */
  public Optional<Instant> ensure(Bearer bearer) {
    Path home = folder.resolve(bearer.name());
    write(home.resolve(TRUSTSTORE), authority.certificatePem(), true);
    Path file = home.resolve(KEYSTORE);
    if (Files.exists(file) && serves(file, bearer)) {
      return Optional.empty();
    }
    CertificateAuthority.Issued issued =
        authority.issue(bearer.name(), bearer.hosts(), clock.instant(), VALIDITY);
    write(file, issued.pem(), bearer.isOpen());
    return Optional.of(issued.certificate().getNotAfter().toInstant());
  }

  private boolean serves(Path file, Bearer bearer) {
    String pem = text(file);
    int begin = pem.indexOf("-----BEGIN CERTIFICATE");
    if (begin < 0) {
      return false;
    }
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          pem.substring(begin).getBytes(StandardCharsets.US_ASCII)));
      certificate.verify(authority.certificate().getPublicKey());
      return clock.instant().plus(RENEWED_BEFORE).isBefore(certificate.getNotAfter().toInstant())
          && hosts(certificate).equals(bearer.hosts());
    } catch (GeneralSecurityException e) {
      return false; // damaged, or another authority's: he gets a new one
    }
  }

  private static List<String> hosts(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    List<String> hosts = new ArrayList<>();
    if (alternatives != null) {
      alternatives.forEach(alternative -> hosts.add(String.valueOf(alternative.get(1))));
    }
    return hosts;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new KeyFileException("Key file " + file + " cannot be read", e);
    }
  }

  /** Whole or not at all, and never open to more than it is to be. */
  private static void write(Path file, String text, boolean isOpen) {
    try {
      Path home = Folders.parentOf(file);
      DurableFiles.createFolders(home);
      Path part = Files.createTempFile(home, ".", ".part");
      try {
        Files.writeString(part, text, StandardCharsets.US_ASCII);
        if (POSIX) {
          Files.setPosixFilePermissions(
              part, PosixFilePermissions.fromString(isOpen ? "rw-r--r--" : "rw-------"));
        }
        DurableFiles.moveIntoPlace(part, file);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new KeyFileException("Key file " + file + " cannot be written", e);
    }
  }
}
