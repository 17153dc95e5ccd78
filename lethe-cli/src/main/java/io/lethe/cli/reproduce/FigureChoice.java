// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.domain.Labelled;

/** Which of the paper's figures are wanted. */
public enum FigureChoice implements Labelled {
  NONE("none"),
  CONVERGENCE("4"),
  SENSITIVITY("5"),
  ALL("all");

  private final String label;

  FigureChoice(String label) {
    this.label = label;
  }

  /**
   * Reads none, 4, 5 or all.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static FigureChoice of(String word) {
    return Labelled.find(FigureChoice.class, word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--figures is '"
                        + word
                        + "'; it must be "
                        + String.join(", ", Labelled.labels(FigureChoice.class))));
  }

  @Override
  public String label() {
    return label;
  }

  boolean convergence() {
    return this == CONVERGENCE || this == ALL;
  }

  boolean sensitivity() {
    return this == SENSITIVITY || this == ALL;
  }
}
