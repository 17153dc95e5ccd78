// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

/**
 * What the verifier trains.
 *
 * @param derivations retrained candidates, again
 * @param relearnProbe candidates, for one more epoch
 * @param standIn a small network of its own
 */
public record Trainings(Derivations derivations, RelearnProbe relearnProbe, StandIn standIn) {

  public Trainings {
    requireNonNull(derivations, "derivations");
    requireNonNull(relearnProbe, "relearnProbe");
    requireNonNull(standIn, "standIn");
  }
}
