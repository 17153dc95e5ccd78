// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/** Whose outputs the rows to forget are taught: the one list for policy, job and command line. */
public enum Teacher implements Labelled {
  /** The paper's: random outputs that point at the true label. */
  BIASED("biased", false),

  /**
   * The parent itself, its outputs on the rows to forget moved until their margins scatter as its
   * margins on unseen samples do. Right where the rows are like any others.
   */
  CALIBRATED("calibrated", true),

  /**
   * A network of the same graph that was trained on the retain rows alone, for a few epochs: it
   * says what somebody says who never saw the rows, be they like the others or not.
   */
  IGNORANT("ignorant-teacher", false),

  /**
   * The same, its outputs moved until its margins on retain rows that were held back from it
   * scatter as the parent's on unseen samples do: what it says of the rows, said by a model as well
   * trained as the parent.
   */
  CALIBRATED_IGNORANT("calibrated-ignorant-teacher", true),

  /**
   * Halfway between that one and the parent, moved likewise: how the rows lie as a whole is said by
   * who never saw them, how they lie among each other by both.
   */
  BLENDED("blended", true);

  private final String label;
  private final boolean calibrated;

  Teacher(String label, boolean calibrated) {
    this.label = label;
    this.calibrated = calibrated;
  }

  /** Whether its targets are drawn: they may be confused, and there is no goal to steer to. */
  public boolean isDrawn() {
    return this == BIASED;
  }

  /** Whether it needs the parent's published test figures. */
  public boolean isCalibrated() {
    return calibrated;
  }

  /** Whether it trains a network of its own on retain rows. */
  public boolean isIgnorant() {
    return this == IGNORANT || this == CALIBRATED_IGNORANT || this == BLENDED;
  }

  @Override
  public String label() {
    return label;
  }
}
