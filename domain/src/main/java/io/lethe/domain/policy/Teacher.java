// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/** Whose outputs the rows to forget are taught: the one list for policy, job and command line. */
public enum Teacher implements Labelled {
  /** The paper's: random outputs that point at the true label. */
  BIASED("biased"),

  /**
   * A network of the same graph that was trained on the retain rows alone, for a few epochs: it
   * says what somebody says who never saw the rows, be they like the others or not.
   */
  IGNORANT("ignorant-teacher");

  private final String label;

  Teacher(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
