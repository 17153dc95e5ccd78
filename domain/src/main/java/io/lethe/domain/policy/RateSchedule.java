// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/** How the learning rate runs over the steps. */
public enum RateSchedule implements Labelled {
  /** The same at every step, as the paper unlearns. */
  CONSTANT("constant"),

  /** From the given rate along half a cosine to 0. */
  COSINE("cosine");

  private final String label;

  RateSchedule(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
