// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a client takes: those of a PEM file, in place of the JDK's. */
public final class TrustedIssuers {
  private TrustedIssuers() {}

  /**
   * What a client needs to trust the issuers of a file alone.
   *
   * @throws KeyFileException where the file is missing, damaged or holds no certificate
   */
  public static SSLContext read(Path file) {
    PemText pem = PemText.read(requireNonNull(file, "file"));
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate each : pem.certificates()) {
        store.setCertificateEntry("issuer-" + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new KeyFileException(file + " holds no certificates of issuers", e);
    }
  }

  /**
   * Why TLS with a server failed.
   *
   * @return nothing where the failure has another reason
   */
  public static Optional<String> problem(IOException failure) {
    if (hasCause(failure, CertificateExpiredException.class)) {
      return Optional.of("its certificate has expired; whoever runs it must renew it");
    }
    if (hasCause(failure, CertificateNotYetValidException.class)) {
      return Optional.of("its certificate is not valid yet; compare the clocks");
    }
    if (hasCause(failure, CertPathBuilderException.class)) {
      return Optional.of("its certificate is of an issuer that is not trusted here");
    }
    return hasCause(failure, SSLException.class)
        ? Optional.of("TLS failed: " + failure.getMessage())
        : Optional.empty();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(type::isInstance);
  }
}
