// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;

/**
 * An Ed25519 key pair that signs. The private key's file (PKCS#8, PEM, 0600) has the public key's
 * (SubjectPublicKeyInfo, PEM) beside it, with {@code .pub} appended to its name.
 */
public final class SigningKey {

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final String keyId;

  private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    keyId = Ed25519.keyId(publicKey);
  }

  /**
   * Loads the pair, or makes it where there is none.
   *
   * @throws KeyFileException where a file is unsafe, holds no key, or the two do not belong
   *     together
   */
  public static SigningKey loadOrCreate(Path privateKeyFile) {
    requireNonNull(privateKeyFile, "privateKeyFile");
    if (!Files.exists(privateKeyFile)) {
      create(privateKeyFile);
    }
    return load(privateKeyFile);
  }

  /**
   * Loads the pair.
   *
   * @throws KeyFileException where a file is missing, unsafe, holds no key, or the two do not
   *     belong together
   */
  public static SigningKey load(Path privateKeyFile) {
    PrivateKey secret =
        Ed25519.privateKey(
            KeyFiles.readSecret(privateKeyFile, Ed25519.PRIVATE_LABEL), privateKeyFile.toString());
    Path publicFile = publicKeyFile(privateKeyFile);
    PublicKey open =
        Ed25519.publicKey(KeyFiles.read(publicFile, Ed25519.PUBLIC_LABEL), publicFile.toString());
    byte[] trial = "do these keys belong together?".getBytes(StandardCharsets.UTF_8);
    if (!Ed25519.verify(open, trial, Ed25519.sign(secret, trial))) {
      throw new KeyFileException(
          "Key files " + privateKeyFile + " and " + publicFile + " are not one pair");
    }
    return new SigningKey(secret, open);
  }

  /** Where the public key of a private key's file lies. */
  public static Path publicKeyFile(Path privateKeyFile) {
    return privateKeyFile.resolveSibling(privateKeyFile.getFileName() + ".pub");
  }

  /** Names the key: SHA-256 of its public half. */
  public String keyId() {
    return keyId;
  }

  /** Signs a payload. */
  public Dsse.Envelope sign(String payloadType, byte[] payload) {
    byte[] signature =
        Ed25519.sign(privateKey, Dsse.preAuthenticationEncoding(payloadType, payload));
    Base64.Encoder base64 = Base64.getEncoder();
    return new Dsse.Envelope(
        payloadType,
        base64.encodeToString(payload),
        List.of(new Dsse.Signature(keyId, base64.encodeToString(signature))));
  }

  /** Trust in this key alone. */
  public TrustedKeys asTrusted() {
    return TrustedKeys.of(List.of(publicKey));
  }

  /** The public key as PEM. */
  public String publicKeyPem() {
    return KeyFiles.encode(publicKey.getEncoded(), Ed25519.PUBLIC_LABEL);
  }

  private static void create(Path file) {
    KeyPair pair = Ed25519.newKeyPair();
    String secret = KeyFiles.encode(pair.getPrivate().getEncoded(), Ed25519.PRIVATE_LABEL);
    String open = KeyFiles.encode(pair.getPublic().getEncoded(), Ed25519.PUBLIC_LABEL);
    try {
      // the public file decides which of several processes makes the pair
      KeyFiles.create(publicKeyFile(file), open, false);
      KeyFiles.create(file, secret, true);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileException(
          "Key file " + e.getFile() + " exists without its pair; restore the other, or remove it",
          e);
    } catch (IOException e) {
      throw new KeyFileException("Key file " + file + " cannot be written", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[keyId=" + keyId + "]";
  }
}
