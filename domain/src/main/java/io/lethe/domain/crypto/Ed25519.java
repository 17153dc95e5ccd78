// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** The JDK's Ed25519 without its checked exceptions. */
final class Ed25519 {

  static final String PRIVATE_LABEL = "PRIVATE KEY";
  static final String PUBLIC_LABEL = "PUBLIC KEY";
  private static final String NAME = "Ed25519";

  private Ed25519() {}

  static KeyPair newKeyPair() {
    try {
      return KeyPairGenerator.getInstance(NAME).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw missing(e);
    }
  }

  static PrivateKey privateKey(byte[] pkcs8, String source) {
    try {
      return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException e) {
      throw new KeyFileException("Key file " + source + " holds no Ed25519 private key", e);
    } catch (NoSuchAlgorithmException e) {
      throw missing(e);
    }
  }

  static PublicKey publicKey(byte[] spki, String source) {
    try {
      return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(spki));
    } catch (InvalidKeySpecException e) {
      throw new KeyFileException("Key file " + source + " holds no Ed25519 public key", e);
    } catch (NoSuchAlgorithmException e) {
      throw missing(e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (NoSuchAlgorithmException e) {
      throw missing(e);
    } catch (InvalidKeyException | SignatureException e) {
      throw new IllegalStateException("An Ed25519 key must sign", e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (NoSuchAlgorithmException e) {
      throw missing(e);
    } catch (InvalidKeyException | SignatureException e) {
      // a malformed signature is an invalid one
      return false;
    }
  }

  /** SHA-256 of the public key's SubjectPublicKeyInfo. */
  static String keyId(PublicKey key) {
    return Digests.sha256Hex(key.getEncoded());
  }

  private static IllegalStateException missing(GeneralSecurityException cause) {
    return new IllegalStateException("Java 17 has Ed25519", cause);
  }
}
