// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/** How the confused share of a batch's few forget rows becomes a number of rows. */
public enum ConfusionRounding implements Labelled {
  /** What is left over is carried to the next batch, so that the share is met over a run. */
  CARRIED("carried"),

  /** As the authors' code has it: rounded down, and one row at least, in every batch. */
  REFERENCE("reference");

  private final String label;

  ConfusionRounding(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
