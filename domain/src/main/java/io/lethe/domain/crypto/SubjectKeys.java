// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Turns subject ids into subject keys, HMAC-SHA-256(key file, subject id). Only deletion-ingest and
 * dataset registration hold the key file.
 */
public final class SubjectKeys {

  private final HmacKey key;

  private SubjectKeys(HmacKey key) {
    this.key = key;
  }

  /**
   * Loads the key file.
   *
   * @throws KeyFileException where it is missing, open to others, or holds no key
   */
  public static SubjectKeys load(Path keyFile) {
    return new SubjectKeys(HmacKey.load(keyFile));
  }

  /**
   * Makes a new key file.
   *
   * @throws KeyFileException where it exists or cannot be written
   */
  public static SubjectKeys create(Path keyFile) {
    return new SubjectKeys(HmacKey.create(keyFile));
  }

  /**
   * Loads the key file, or makes it where there is none.
   *
   * @throws KeyFileException as {@link #load} and {@link #create} do
   */
  public static SubjectKeys loadOrCreate(Path keyFile) {
    return new SubjectKeys(HmacKey.loadOrCreate(keyFile));
  }

  /** Names the key file's key. */
  public String keyId() {
    return key.keyId();
  }

  /**
   * The key of a subject, 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException where the id is blank
   */
  public String keyOf(String subjectId) {
    if (subjectId.isBlank()) {
      throw new IllegalArgumentException("A subject id must not be blank");
    }
    return Digests.hex(key.mac(subjectId.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return "SubjectKeys[keyId=" + keyId() + "]";
  }
}
