// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Whether a service asks by HTTP who comes, and by whom it knows that.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 *
 * @param callers tell who comes; where there are none, nobody is asked and everybody may do
 *     everything
 */
public record Access(Optional<Callers> callers) {

  /** Refuses null. */
  public Access {
    requireNonNull(callers, "callers");
  }

  /** Nobody is asked. */
  public static Access open() {
    return new Access(Optional.empty());
  }

  /** Everybody is asked, but where a route answers anybody. */
  public static Access asking(Callers callers) {
    return new Access(Optional.of(callers));
  }

  /** Whether nobody is asked. */
  public boolean isOpen() {
    return callers.isEmpty();
  }
}
