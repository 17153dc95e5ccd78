// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.Labelled;
import java.util.Locale;
import java.util.Optional;

/** The part of a dataset that a sample belongs to. */
public enum Split implements Labelled {
  TRAIN("train"),
  TEST("test"),
  VALIDATION("validation");

  private final String label;

  Split(String label) {
    this.label = label;
  }

  /** The word that stands for this split in bundles. */
  @Override
  public String label() {
    return label;
  }

  /**
   * Returns the split of this word, or of {@code val}, in any case; as folders and files have it.
   */
  public static Optional<Split> ofAlias(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Labelled.find(Split.class, lower.equals("val") ? VALIDATION.label : lower);
  }
}
