// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whose outputs the rows to forget are taught: the one list for policy, job and command line. */
public enum Teacher {
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

  /** Its name. */
  public String label() {
    return label;
  }

  /** The teacher of this name, if there is one. */
  public static Optional<Teacher> labelled(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** All names, in the order they are documented. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Teacher::label).toList();
  }
}
