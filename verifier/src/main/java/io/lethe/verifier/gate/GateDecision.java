// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import java.util.List;

/**
 * What became of every criterion.
 *
 * @param criteria in the gate's order
 */
public record GateDecision(List<Criterion> criteria) {

  /** Copies the list. */
  public GateDecision {
    criteria = List.copyOf(criteria);
  }

  /** Whether there are criteria and none of them says anything but PASS or REPORTED. */
  public boolean passed() {
    return criteria.stream().anyMatch(c -> c.getVerdict() == CriterionVerdict.PASS)
        && criteria.stream()
            .allMatch(
                c ->
                    c.getVerdict() == CriterionVerdict.PASS
                        || c.getVerdict() == CriterionVerdict.REPORTED);
  }
}
