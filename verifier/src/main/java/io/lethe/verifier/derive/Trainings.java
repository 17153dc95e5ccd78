// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

/**
 * What the verifier trains.
 *
 * @param derivations retrained candidates, again
 * @param relearnProbe candidates, for one more epoch
 */
public record Trainings(Derivations derivations, RelearnProbe relearnProbe) {

  public Trainings {
    requireNonNull(derivations, "derivations");
    requireNonNull(relearnProbe, "relearnProbe");
  }
}
