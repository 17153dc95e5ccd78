// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import java.util.List;

/** Thrown when a configuration cannot be used; names every problem at once. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list
  private final List<String> problems;

  /** One sentence for every problem: key, value, rule. */
  public ConfigurationException(List<String> problems) {
    super(
        "The configuration has "
            + problems.size()
            + " problem(s):\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for every problem. */
  public List<String> problems() {
    return problems;
  }
}
