// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * Signs with an RSA key that belongs to a certificate, SHA-256 with PKCS #1 v1.5, as others verify
 * it by that certificate alone.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 */
public final class RsaSigner {
  private static final String LABEL = "PRIVATE KEY";
  private static final int LEAST_BITS = 2_048;

  private final PrivateKey key;

  private RsaSigner(PrivateKey key) {
    this.key = key;
  }

  /**
   * Loads a key.
   *
   * @param file PEM, PKCS #8, not encrypted, its owner's alone
   * @throws KeyFileException where it is missing, open to others, or holds no such key
   */
  public static RsaSigner load(Path file) {
    byte[] encoded = KeyFiles.readSecret(requireNonNull(file, "file"), LABEL);
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (((RSAPrivateKey) key).getModulus().bitLength() < LEAST_BITS) {
        throw new KeyFileException(
            "Key file %s holds a key of less than %,d bits; make a longer one"
                .formatted(file, LEAST_BITS));
      }
      return new RsaSigner(key);
    } catch (GeneralSecurityException e) {
      throw new KeyFileException("Key file " + file + " holds no RSA key in PKCS #8", e);
    }
  }

  /** The signature of some bytes. */
  public byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was loaded signs", e);
    }
  }
}
