// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.Measured;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate between a candidate and promotion: holds what was measured against what the policy asks
 * ({@link io.lethe.domain.policy.Gate}). A value that could not be measured fails.
 */
public final class PromotionGate {

  private final List<Requirement> requirements;
  private final SharedLevel level;

  /**
   * A gate of these requirements.
   *
   * @param level of the people to be forgotten
   */
  public PromotionGate(List<Requirement> requirements, SharedLevel level) {
    this.requirements = List.copyOf(requirements);
    this.level = level;
  }

  /** Judges a candidate. */
  public GateDecision judge(GateEvidence evidence) {
    return new GateDecision(
        requirements.stream().map(each -> judge(each, evidence.of(each.criterion()))).toList());
  }

  private Criterion judge(Requirement requirement, Evidence found) {
    Measured candidate = requirement.at(level, found.candidate());
    return Criterion.newBuilder()
        .setName(requirement.criterion().label())
        .setN(found.n())
        .setValue(finiteOrNull(candidate.value()))
        .setLow(finiteOrNull(candidate.low()))
        .setHigh(finiteOrNull(candidate.high()))
        .setNote(found.note())
        .setLowerLimit(finiteOrNull(requirement.lower()))
        .setUpperLimit(finiteOrNull(requirement.upper()))
        .setLevel(requirement.confidence(level))
        .setRule(CriterionRule.valueOf(requirement.rule().name()))
        .setControlValue(finiteOrNull(found.control().value()))
        .setControlLow(finiteOrNull(found.control().low()))
        .setControlHigh(finiteOrNull(found.control().high()))
        .setVerdict(verdict(requirement, found.n(), candidate))
        .build();
  }

  private static CriterionVerdict verdict(Requirement requirement, long n, Measured candidate) {
    return n == 0 && requirement.criterion().mayHaveNobody()
        ? CriterionVerdict.REPORTED
        : CriterionVerdict.valueOf(requirement.judge(candidate).name());
  }

  private static @Nullable Double finiteOrNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
