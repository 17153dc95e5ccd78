// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.GateOutcome;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.registry.Samples;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the registry asks of a retraining that its report says was not derived again. */
class PassRuleTest {
  private static final String RETRAIN = "retrain";

  private final Samples samples = new Samples();

  @Test
  void shouldPassAnUnderivedRetrainingWhereThePolicyDoesNotRequireIt() {
    Gate gate = gate(1, false);

    PassRule rule = judge(underived(gate), gate);

    assertThat(rule.objections()).isEmpty();
    assertThat(rule.outcome()).isEqualTo(GateOutcome.PASS);
  }

  @Test
  void shouldFailAnUnderivedRetrainingWhereEachOneMustBeDerived() {
    Gate gate = gate(1, true);

    PassRule rule = judge(underived(gate), gate);

    assertThat(rule.outcome()).isEqualTo(GateOutcome.FAIL);
    assertThat(rule.objections())
        .anySatisfy(each -> assertThat(each).contains("derived_again is FAIL"));
  }

  /** Which ones are drawn only the verifier knows, so the registry cannot ask it of this one. */
  @Test
  void shouldPassAnUnderivedRetrainingWhereOnlyAShareMustBeDerived() {
    Gate gate = gate(0.5, true);

    assertThat(judge(underived(gate), gate).outcome()).isEqualTo(GateOutcome.PASS);
  }

  @Test
  void shouldPassADerivedRetrainingWhereEachOneMustBeDerived() {
    Gate gate = gate(1, true);
    List<Criterion> criteria = gate.requirements(RETRAIN).stream().map(Samples::met).toList();

    assertThat(judge(report(criteria), gate).outcome()).isEqualTo(GateOutcome.PASS);
  }

  @Test
  void shouldNotLetPassWhatWasNeverAskedOfTheStandIn() {
    Gate gate = Gate.DEFAULTS;
    VerificationReport unasked =
        samples
            .report(Samples.rootJob("a"), Samples.digest("candidate"))
            .setVerdict(Verdict.PASS)
            .setCriteria(
                gate.requirements("sftc").stream().map(PassRuleTest::metButForTheStandIn).toList())
            .build();

    PassRule rule = judge(unasked, gate);

    assertThat(unasked.getAlgorithm()).isEqualTo("sftc");
    assertThat(rule.outcome()).isEqualTo(GateOutcome.FAIL);
    assertThat(rule.objections())
        .anySatisfy(each -> assertThat(each).contains("stand_in_margin"))
        .anySatisfy(each -> assertThat(each).contains("stand_in_distance"));
  }

  private static Criterion metButForTheStandIn(Requirement requirement) {
    return requirement.criterion().label().startsWith("stand_in")
        ? unasked(requirement)
        : Samples.met(requirement);
  }

  private static PassRule judge(VerificationReport report, Gate gate) {
    return PassRule.of(report, gate, SharedLevel.FIRST, false);
  }

  private VerificationReport underived(Gate gate) {
    return report(
        gate.requirements(RETRAIN).stream().map(PassRuleTest::metButForDeriving).toList());
  }

  private VerificationReport report(List<Criterion> criteria) {
    return samples
        .report(Samples.rootJob("a"), Samples.digest("candidate"))
        .setAlgorithm(RETRAIN)
        .setVerdict(Verdict.PASS)
        .setCriteria(criteria)
        .build();
  }

  private static Criterion metButForDeriving(Requirement requirement) {
    return requirement.criterion() == GateCriterion.DERIVED_AGAIN
        ? unasked(requirement)
        : Samples.met(requirement);
  }

  private static Criterion unasked(Requirement requirement) {
    return Criterion.newBuilder(Samples.met(requirement))
        .setN(0)
        .setValue(null)
        .setLow(null)
        .setHigh(null)
        .setVerdict(CriterionVerdict.REPORTED)
        .build();
  }

  private static Gate gate(double share, boolean required) {
    Gate.Weights usual = Gate.Weights.DEFAULTS;
    return new Gate(
        Gate.Forgetting.DEFAULTS,
        Gate.Utility.DEFAULTS,
        new Gate.Weights(
            usual.maxKernelCosine(),
            usual.minKernelCosine(),
            usual.minChurnShare(),
            share,
            required));
  }
}
