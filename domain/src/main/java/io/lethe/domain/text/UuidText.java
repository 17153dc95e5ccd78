// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A UUID as ids are written in: its usual form, in which letters of either case are the same id.
 * What {@link java.util.UUID#fromString} takes besides, such as {@code 1-1-1-1-1}, is none: another
 * reader would write it otherwise, and one id would be two.
 */
public final class UuidText {
  /** The rule in words. */
  public static final String RULE =
      "a UUID in its usual form of 36 characters, such as 123e4567-e89b-12d3-a456-426614174000";

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private UuidText() {}

  /** Whether a text is one. */
  public static boolean isOne(@Nullable String text) {
    return text != null && FORM.matcher(text).matches();
  }

  /** The text as ids are compared, in lower case; empty where it is none. */
  public static Optional<String> compared(@Nullable String text) {
    return text != null && isOne(text)
        ? Optional.of(text.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
