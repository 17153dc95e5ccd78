package io.lethe.learning.dataset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 and its lower-case hex form. */
public final class Sha256 {

  public static final int BYTES = 32;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  public static byte[] digest(byte[] content) {
    return newDigest().digest(content);
  }

  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  public static String hexDigest(byte[] content) {
    return HexFormat.of().formatHex(digest(content));
  }

  public static boolean isHex(String value) {
    return HEX.matcher(value).matches();
  }
}
