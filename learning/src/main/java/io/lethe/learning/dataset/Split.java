// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.util.Locale;
import java.util.Optional;

/** The part of a dataset that a sample belongs to. */
public enum Split {
  TRAIN("train"),
  TEST("test"),
  VALIDATION("validation");

  private final String word;

  Split(String word) {
    this.word = word;
  }

  /** Returns the word that stands for this split in bundles. */
  public String word() {
    return word;
  }

  /**
   * Returns the split of this word, or of {@code val}, in any case; as folders and files have it.
   */
  public static Optional<Split> ofAlias(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return ofWord(lower.equals("val") ? VALIDATION.word : lower);
  }

  /** Returns the split written as exactly this word, or empty when there is none. */
  public static Optional<Split> ofWord(String word) {
    for (Split split : values()) {
      if (split.word.equals(word)) {
        return Optional.of(split);
      }
    }
    return Optional.empty();
  }
}
