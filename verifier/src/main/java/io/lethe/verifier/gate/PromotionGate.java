// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.Requirement;
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

  /** What every interval holds. */
  private static final double LEVEL = 0.95;

  private final List<Requirement> requirements;

  /** A gate of these requirements. */
  public PromotionGate(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /** Judges a candidate. */
  public GateDecision judge(GateEvidence evidence) {
    return new GateDecision(
        requirements.stream().map(each -> judge(each, evidence.of(each.criterion()))).toList());
  }

  private static Criterion judge(Requirement requirement, Evidence found) {
    return Criterion.newBuilder()
        .setName(requirement.criterion().label())
        .setN(found.n())
        .setValue(finiteOrNull(found.candidate().value()))
        .setLow(finiteOrNull(found.candidate().low()))
        .setHigh(finiteOrNull(found.candidate().high()))
        .setNote(found.note())
        .setLowerLimit(finiteOrNull(requirement.lower()))
        .setUpperLimit(finiteOrNull(requirement.upper()))
        .setLevel(LEVEL)
        .setRule(CriterionRule.valueOf(requirement.rule().name()))
        .setControlValue(finiteOrNull(found.control().value()))
        .setControlLow(finiteOrNull(found.control().low()))
        .setControlHigh(finiteOrNull(found.control().high()))
        .setVerdict(verdict(requirement, found))
        .build();
  }

  private static CriterionVerdict verdict(Requirement requirement, Evidence found) {
    return found.n() == 0 && requirement.criterion().mayHaveNobody()
        ? CriterionVerdict.REPORTED
        : CriterionVerdict.valueOf(requirement.judge(found.candidate()).name());
  }

  private static @Nullable Double finiteOrNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
