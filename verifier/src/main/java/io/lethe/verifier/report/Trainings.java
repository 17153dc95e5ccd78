// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static java.util.Objects.requireNonNull;

import io.lethe.verifier.derive.Derivations;
import io.lethe.verifier.derive.RelearnProbe;
import io.lethe.verifier.reference.ReferenceTables;

/**
 * What the verifier trains.
 *
 * @param derivations retrained candidates, again
 * @param relearnProbe candidates, for one more epoch
 * @param references small networks of its own
 */
public record Trainings(
    Derivations derivations, RelearnProbe relearnProbe, ReferenceTables references) {

  public Trainings {
    requireNonNull(derivations, "derivations");
    requireNonNull(relearnProbe, "relearnProbe");
    requireNonNull(references, "references");
  }
}
