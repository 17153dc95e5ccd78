// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Which of the paper's figures are wanted. */
public enum FigureChoice {
  NONE("none"),
  CONVERGENCE("4"),
  SENSITIVITY("5"),
  ALL("all");

  private final String word;

  FigureChoice(String word) {
    this.word = word;
  }

  /**
   * Reads none, 4, 5 or all.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static FigureChoice of(String word) {
    for (FigureChoice choice : values()) {
      if (choice.word.equals(word)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "--figures is '"
            + word
            + "'; it must be "
            + Arrays.stream(values()).map(v -> v.word).collect(Collectors.joining(", ")));
  }

  boolean convergence() {
    return this == CONVERGENCE || this == ALL;
  }

  boolean sensitivity() {
    return this == SENSITIVITY || this == ALL;
  }
}
