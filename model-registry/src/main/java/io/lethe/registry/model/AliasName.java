// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rule for an alias of a version. */
public final class AliasName {
  /** The rule in words, for messages. */
  public static final String RULE =
      "a lower-case letter and up to 62 letters, digits or '-', and none of [champion, latest]";

  private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** Words that would be mistaken for the pointer itself. */
  private static final Set<String> RESERVED = Set.of("champion", "latest");

  private AliasName() {}

  /** Whether the text may be an alias. */
  public static boolean isValid(@Nullable String text) {
    return text != null && PATTERN.matcher(text).matches() && !RESERVED.contains(text);
  }
}
