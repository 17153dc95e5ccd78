// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SHA-256 and its spelling, 64 lower-case hexadecimal digits. */
public final class Digests {

  /** Bytes of a SHA-256 digest. */
  public static final int SHA256_BYTES = 32;

  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");
  private static final HexFormat HEX = HexFormat.of();
  private static final int BUFFER_BYTES = 1 << 16;

  private Digests() {}

  /** SHA-256 over the parts, one after the other. */
  public static byte[] sha256(byte[]... parts) {
    MessageDigest digest = newSha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** SHA-256 over the parts, one after the other, as text. */
  public static String sha256Hex(byte[]... parts) {
    return hex(sha256(parts));
  }

  /** SHA-256 of a file's content as text. */
  public static String sha256Hex(Path file) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest.digest());
  }

  /** An empty SHA-256 computation. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Bytes as lower-case hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /**
   * The bytes that hexadecimal digits spell.
   *
   * @throws IllegalArgumentException where the text is no hexadecimal
   */
  public static byte[] unhex(String text) {
    return HEX.parseHex(text);
  }

  /** Whether a text is a SHA-256 digest as Lethe spells it. */
  public static boolean isSha256Hex(@Nullable String text) {
    return text != null && SHA256_HEX.matcher(text).matches();
  }

  /**
   * Returns the text where it is a SHA-256 digest.
   *
   * @param what names the value in the message
   * @throws IllegalArgumentException where it is not
   */
  public static String requireSha256Hex(String text, String what) {
    requireNonNull(text, what);
    if (!isSha256Hex(text)) {
      throw new IllegalArgumentException(
          what + " must be 64 lower-case hexadecimal digits, not '" + text + "'");
    }
    return text;
  }
}
