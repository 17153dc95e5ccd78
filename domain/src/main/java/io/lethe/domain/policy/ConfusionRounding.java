// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the confused share of a batch's few forget rows becomes a number of rows. */
public enum ConfusionRounding {
  /** What is left over is carried to the next batch, so that the share is met over a run. */
  CARRIED("carried"),

  /** As the authors' code has it: rounded down, and one row at least, in every batch. */
  REFERENCE("reference");

  private final String label;

  ConfusionRounding(String label) {
    this.label = label;
  }

  /** Its name. */
  public String label() {
    return label;
  }

  /** The rounding of this name, if there is one. */
  public static Optional<ConfusionRounding> labelled(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** All names, in the order they are documented. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ConfusionRounding::label).toList();
  }
}
