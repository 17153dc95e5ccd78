// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/**
 * What becomes of train samples whose encoded images are equal to forgotten ones and that belong to
 * somebody who has not asked, or to nobody. Policy key {@code gate.identicalPictures}.
 *
 * <p>Why: docs/decisions/0027-identical-pictures-go-with-the-forgotten.md.
 */
public enum TwinRule implements Labelled {
  /** They are no longer trained on, and a candidate that might have been is refused. */
  EXCLUDE("exclude"),

  /** They stay, and the report says how many. */
  KEEP("keep");

  private final String label;

  TwinRule(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
