// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import org.jspecify.annotations.Nullable;

/** Rules that several rows share. */
final class RowRules {
  private RowRules() {}

  static String digest(@Nullable String text, String name) {
    if (text == null || !Digests.isSha256Hex(text)) {
      throw new IllegalArgumentException(
          name + " is " + text + "; it must be a SHA-256 of 64 lower-case hexadecimal digits");
    }
    return text;
  }

  static String text(@Nullable String text, String name) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(name + " is missing or blank; it must be given");
    }
    return text;
  }

  static long atLeast(long minimum, long value, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be >= " + minimum);
    }
    return value;
  }
}
