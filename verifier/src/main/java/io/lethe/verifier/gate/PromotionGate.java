// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.Measured;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.SampleNeed;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import java.util.List;
import java.util.OptionalLong;
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
        requirements.stream().map(each -> judge(each, evidence.of(each.criterion()))).toList(),
        samplesAsked(evidence));
  }

  /** What the tests of equivalence that could be asked need at the level that comes next. */
  private OptionalLong samplesAsked(GateEvidence evidence) {
    return SampleNeed.of(
        evidence.of(GateCriterion.FORGET_SAMPLES).n(),
        requirements.stream()
            .filter(Requirement::isEquivalence)
            .filter(each -> !isReported(each, evidence.of(each.criterion()).n()))
            .mapToDouble(each -> each.growth(level, evidence.of(each.criterion()).candidate())));
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
    return isReported(requirement, n)
        ? CriterionVerdict.REPORTED
        : CriterionVerdict.valueOf(requirement.judge(candidate).name());
  }

  private static boolean isReported(Requirement requirement, long n) {
    return n == 0 && requirement.criterion().mayHaveNobody();
  }

  private static @Nullable Double finiteOrNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
