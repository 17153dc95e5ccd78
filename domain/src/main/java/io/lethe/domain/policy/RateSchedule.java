// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the learning rate runs over the steps. */
public enum RateSchedule {
  /** The same at every step, as the paper unlearns. */
  CONSTANT("constant"),

  /** From the given rate along half a cosine to 0. */
  COSINE("cosine");

  private final String label;

  RateSchedule(String label) {
    this.label = label;
  }

  /** Its name. */
  public String label() {
    return label;
  }

  /** The schedule of this name, if there is one. */
  public static Optional<RateSchedule> labelled(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** All names, in the order they are documented. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RateSchedule::label).toList();
  }
}
