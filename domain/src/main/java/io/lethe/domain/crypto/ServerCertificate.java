// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate with its chain and its private key, which belong together. Read from PEM
 * files: the chain, the server's own first, and the key as PKCS#8, RSA or EC, not encrypted.
 *
 * <p>Why: docs/decisions/0042-tls-from-files-that-are-looked-at.md.
 */
public final class ServerCertificate {
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");
  private static final char[] IN_MEMORY = "of no file".toCharArray();

  private final String digest;
  private final List<X509Certificate> chain;
  private final SSLContext context;

  private ServerCertificate(String digest, List<X509Certificate> chain, SSLContext context) {
    this.digest = digest;
    this.chain = chain;
    this.context = context;
  }

  /**
   * What two files hold at one moment, which another process may be about to write.
   *
   * <p>Equal digests are equal files.
   */
  public static final class Files {
    private final PemText certificate;
    private final PemText key;

    private Files(PemText certificate, PemText key) {
      this.certificate = certificate;
      this.key = key;
    }

    /**
     * Reads both.
     *
     * @throws KeyFileException where one is missing or cannot be read
     */
    public static Files read(Path certificate, Path key) {
      return new Files(
          PemText.read(requireNonNull(certificate, "certificate")),
          PemText.read(requireNonNull(key, "key")));
    }

    /** Of their content. */
    public String digest() {
      return Digests.sha256Hex(bytes(certificate), new byte[] {0}, bytes(key));
    }

    /**
     * The certificate that they hold.
     *
     * @throws KeyFileException where a file is damaged or half written, or the key is another
     *     certificate's; the message names file and rule, and no content
     */
    public ServerCertificate certificate() {
      List<X509Certificate> chain = certificate.certificates();
      PrivateKey secret = key(chain.get(0).getPublicKey());
      try {
        return new ServerCertificate(digest(), chain, context(chain, secret));
      } catch (GeneralSecurityException | IOException e) {
        throw new KeyFileException(
            certificate.file() + " holds no chain: each certificate must be issued by the next", e);
      }
    }

    private PrivateKey key(PublicKey open) {
      String signature = SIGNATURES.get(open.getAlgorithm());
      if (signature == null) {
        throw new KeyFileException(
            "%s is for a key of the kind %s; it must be RSA or EC"
                .formatted(certificate.file(), open.getAlgorithm()));
      }
      byte[] encoded = key.privateKey();
      try {
        PrivateKey secret =
            KeyFactory.getInstance(open.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        if (belongTogether(signature, open, secret)) {
          return secret;
        }
      } catch (GeneralSecurityException e) {
        throw new KeyFileException(noPair(), e);
      }
      throw new KeyFileException(noPair());
    }

    private String noPair() {
      return "%s is not the key of the certificate in %s; replace both"
          .formatted(key.file(), certificate.file());
    }

    private static byte[] bytes(PemText text) {
      return text.text().getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Of the files' content that it was read from. */
  public String digest() {
    return digest;
  }

  /** What a server needs to serve it. */
  public SSLContext context() {
    return context;
  }

  /** When the certificate of the chain ends that ends first. */
  public Instant end() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * Refuses a certificate that clients refuse now.
   *
   * @throws KeyFileException where it has ended or has not begun
   */
  public void requireValid(Instant now) {
    for (X509Certificate each : chain) {
      Instant begin = each.getNotBefore().toInstant();
      if (now.isBefore(begin) || !now.isBefore(each.getNotAfter().toInstant())) {
        throw new KeyFileException(
            "the certificate of %s is valid from %s to %s and not now, %s; get a new one"
                .formatted(
                    each.getSubjectX500Principal(), begin, each.getNotAfter().toInstant(), now));
      }
    }
  }

  private static boolean belongTogether(String algorithm, PublicKey open, PrivateKey secret)
      throws GeneralSecurityException {
    byte[] trial = "do these keys belong together?".getBytes(StandardCharsets.UTF_8);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(trial);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(open);
    verifier.update(trial);
    return verifier.verify(signed);
  }

  private static SSLContext context(List<X509Certificate> chain, PrivateKey secret)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", secret, IN_MEMORY, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, IN_MEMORY);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
