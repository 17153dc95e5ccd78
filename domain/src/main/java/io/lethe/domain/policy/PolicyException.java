// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.List;

/** Thrown when a text is no policy; names every problem at once. */
public final class PolicyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list
  private final List<String> problems;

  PolicyException(List<String> problems) {
    super("The policy has " + problems.size() + " problem(s): " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for every problem. */
  public List<String> problems() {
    return problems;
  }
}
