// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of every criterion.
 *
 * @param criteria in the gate's order
 * @param samplesAsked how many samples the set should have for the candidate to pass ({@link
 *     io.lethe.domain.policy.SampleNeed}); empty where more would not help, nothing says how many,
 *     or none are needed
 */
public record GateDecision(List<Criterion> criteria, OptionalLong samplesAsked) {

  /** Copies the list. */
  public GateDecision {
    criteria = List.copyOf(criteria);
    if (verdict(criteria) != Verdict.INCONCLUSIVE) {
      samplesAsked = OptionalLong.empty();
    }
  }

  /**
   * PASS where something passed and the rest passed or could not be asked; INCONCLUSIVE where
   * nothing failed, but these samples cannot tell; else FAIL.
   */
  public Verdict verdict() {
    return verdict(criteria);
  }

  /** Whether it fails for reasons that another yardstick would not change. */
  public boolean failsWhateverTheYardstick() {
    Set<String> byYardstick =
        Arrays.stream(GateCriterion.values())
            .filter(GateCriterion::isByYardstick)
            .map(GateCriterion::label)
            .collect(Collectors.toSet());
    return criteria.stream()
        .filter(each -> !byYardstick.contains(each.getName()))
        .anyMatch(each -> each.getVerdict() == CriterionVerdict.FAIL);
  }

  private static Verdict verdict(List<Criterion> criteria) {
    Set<CriterionVerdict> found =
        criteria.stream()
            .map(Criterion::getVerdict)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CriterionVerdict.class)));
    boolean anyPassed = found.remove(CriterionVerdict.PASS);
    found.remove(CriterionVerdict.REPORTED);
    if (found.isEmpty()) {
      return anyPassed ? Verdict.PASS : Verdict.FAIL;
    }
    return found.equals(Set.of(CriterionVerdict.INCONCLUSIVE))
        ? Verdict.INCONCLUSIVE
        : Verdict.FAIL;
  }
}
