// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import java.nio.charset.StandardCharsets;

/**
 * Text of others that goes into a signed report or onto its page: as long as it may be, and of
 * characters that are there to be read. Half a surrogate pair could not be signed, and a control
 * character could turn a line round.
 */
public final class BoundedText {
  /** A model's name, the longest text that a valid report repeats, has up to 128. */
  private static final int NAME_BYTES = 128;

  private static final String CUT = "…";
  private static final int CUT_BYTES = CUT.getBytes(StandardCharsets.UTF_8).length;
  private static final int REPLACEMENT = '?';

  private BoundedText() {}

  /** What names something, as a report repeats it: a text that is cut named nothing that exists. */
  public static String ofName(String text) {
    return of(text, NAME_BYTES);
  }

  /**
   * The text, cut with an ellipsis where it is longer.
   *
   * @param most bytes of UTF-8, at least 3
   */
  public static String of(String text, int most) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    int lastThatLeavesRoom = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int shown = readable(text.codePointAt(at));
      bytes += utf8(shown);
      if (bytes > most) {
        return kept.substring(0, lastThatLeavesRoom) + CUT;
      }
      kept.appendCodePoint(shown);
      if (bytes <= most - CUT_BYTES) {
        lastThatLeavesRoom = kept.length();
      }
    }
    return kept.toString();
  }

  private static int readable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.SURROGATE, Character.FORMAT, Character.UNASSIGNED -> REPLACEMENT;
      default -> codePoint;
    };
  }

  private static int utf8(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
