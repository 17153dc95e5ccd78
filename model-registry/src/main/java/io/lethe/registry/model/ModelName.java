// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rule for a model's name: it is a folder name, a URL part and the head of row keys. */
public final class ModelName {
  /** The rule in words, for messages. */
  public static final String RULE =
      "1 to 128 letters, digits, '.', '_' or '-', beginning with a letter or digit";

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private ModelName() {}

  /** Whether the text may name a model. */
  public static boolean isValid(@Nullable String text) {
    return text != null && PATTERN.matcher(text).matches();
  }
}
