// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret for HMAC-SHA-256, kept in a file that only its owner reads. Safe for many threads. */
public final class HmacKey {

  private static final String LABEL = "LETHE HMAC KEY";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int KEY_ID_DIGITS = 16;

  private final SecretKeySpec key;
  private final String keyId;

  private HmacKey(byte[] secret) {
    key = new SecretKeySpec(secret, ALGORITHM);
    keyId = idOf("lethe key id");
  }

  /**
   * Loads a key.
   *
   * @throws KeyFileException where the file is missing, open to others, or holds no key
   */
  public static HmacKey load(Path file) {
    return load(file, LABEL);
  }

  static HmacKey load(Path file, String label) {
    byte[] secret = KeyFiles.readSecret(file, label);
    if (secret.length != KEY_BYTES) {
      throw new KeyFileException(
          "Key file " + file + " must hold " + KEY_BYTES + " bytes, not " + secret.length);
    }
    return new HmacKey(secret);
  }

  /**
   * Makes a new random key.
   *
   * @throws KeyFileException where the file exists or cannot be written
   */
  public static HmacKey create(Path file) {
    return create(file, LABEL);
  }

  static HmacKey create(Path file, String label) {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      KeyFiles.create(file, KeyFiles.encode(secret, label), true);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileException("Key file " + file + " exists; it is never replaced", e);
    } catch (IOException e) {
      throw new KeyFileException("Key file " + file + " cannot be written", e);
    }
    return new HmacKey(secret);
  }

  /**
   * Loads the key, or makes it where there is none. Of several processes at once, all get one key.
   *
   * @throws KeyFileException as {@link #load} and {@link #create} do
   */
  public static HmacKey loadOrCreate(Path file) {
    return KeyFiles.loadOrCreate(file, HmacKey::load, HmacKey::create);
  }

  /** HMAC-SHA-256 of a message, 32 bytes. */
  public byte[] mac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }

  /** Names the key and tells nothing of it, 16 hexadecimal digits. */
  public String keyId() {
    return keyId;
  }

  /** Names the key and what it is used for. */
  String idOf(String use) {
    return Digests.hex(mac(use.getBytes(StandardCharsets.UTF_8))).substring(0, KEY_ID_DIGITS);
  }

  @Override
  public String toString() {
    return "HmacKey[keyId=" + keyId + "]";
  }
}
