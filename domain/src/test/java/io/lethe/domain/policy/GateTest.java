// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static io.lethe.domain.policy.GateOutcome.FAIL;
import static io.lethe.domain.policy.GateOutcome.INCONCLUSIVE;
import static io.lethe.domain.policy.GateOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

  @ParameterizedTest(name = "{0}: {1} ({2} to {3}) is {4}")
  @CsvSource({
    "VALUE_WITHIN, 0.2, 0.1, 0.9, PASS",
    "VALUE_WITHIN, -0.2, -0.9, 0.1, PASS",
    "VALUE_WITHIN, 0.21, 0.1, 0.3, FAIL",
    "VALUE_WITHIN, -0.21, -0.3, 0.1, FAIL",
    "VALUE_WITHIN, 0.1, NaN, NaN, PASS",
    "INTERVAL_WITHIN, 0.1, 0.0, 0.2, PASS",
    "INTERVAL_WITHIN, 0.1, -0.01, 0.21, INCONCLUSIVE",
    "INTERVAL_WITHIN, -0.1, -0.21, 0.01, INCONCLUSIVE",
    "INTERVAL_WITHIN, 0.1, NaN, NaN, INCONCLUSIVE",
    "INTERVAL_WITHIN, 0.3, 0.21, 0.4, FAIL",
    "INTERVAL_WITHIN, -0.3, -0.4, -0.21, FAIL",
    "INTERVAL_WITHIN_OR_INCONCLUSIVE, 0.1, 0, 0.2, PASS",
    "INTERVAL_WITHIN_OR_INCONCLUSIVE, 0.1, 0, 0.21, INCONCLUSIVE",
    "INTERVAL_WITHIN_OR_INCONCLUSIVE, -1, -1.2, -0.8, INCONCLUSIVE",
    "INTERVAL_WITHIN_OR_INCONCLUSIVE, 0.1, NaN, NaN, INCONCLUSIVE",
    "INTERVAL_WITHIN_OR_INCONCLUSIVE, NaN, NaN, NaN, FAIL",
    "INTERVAL_MEETS, 0.3, 0.2, 0.4, PASS",
    "INTERVAL_MEETS, 0.3, 0.21, 0.4, FAIL",
    "INTERVAL_MEETS, -0.3, -0.4, -0.21, FAIL",
    "INTERVAL_MEETS, 0.3, NaN, NaN, PASS",
    "VALUE_WITHIN, NaN, NaN, NaN, FAIL",
    "INTERVAL_WITHIN, NaN, NaN, NaN, FAIL",
    "INTERVAL_WITHIN, Infinity, 0, 0, FAIL",
    "INTERVAL_MEETS, NaN, NaN, NaN, FAIL",
  })
  void shouldHoldAValueAndItsIntervalAgainstTwoLimits(
      GateRule rule, double value, double low, double high, GateOutcome outcome) {
    Requirement requirement = new Requirement(GateCriterion.FORGET_MARGIN, rule, -0.2, 0.2);

    assertThat(requirement.judge(new Measured(value, low, high))).isEqualTo(outcome);
  }

  @Test
  void shouldAskOfAnApproximateCandidateThatItHasForgottenInBothDirections() {
    List<Requirement> asked = Gate.DEFAULTS.requirements("sftc");

    assertThat(asked)
        .extracting(Requirement::criterion)
        .containsExactly(
            GateCriterion.FORGET_ACCURACY_GAP,
            GateCriterion.FORGET_MARGIN,
            GateCriterion.FORGET_MARGIN_KEPT,
            GateCriterion.FORGET_DISTANCE,
            GateCriterion.FORGET_PEOPLE,
            GateCriterion.FORGET_PEOPLE_KEPT,
            GateCriterion.STAND_IN_MARGIN,
            GateCriterion.STAND_IN_DISTANCE,
            GateCriterion.FORGET_SAMPLES,
            GateCriterion.KERNEL_COSINE_LEAST,
            GateCriterion.EARLIER_MARGIN_RISE,
            GateCriterion.TEST_ACCURACY_DROP_PARENT,
            GateCriterion.TEST_ACCURACY_DROP_ROOT,
            GateCriterion.TEST_ACCURACY_RISE,
            GateCriterion.CLASS_ACCURACY_DROP,
            GateCriterion.TEST_LOSS_RISE,
            GateCriterion.CALIBRATION_ERROR_RISE);
    Requirement margin = asked.get(1);
    assertThat(margin.judge(new Measured(0.03, -0.05, 0.11))).isEqualTo(PASS);
    assertThat(margin.judge(new Measured(0.25, 0.16, 0.34))).isEqualTo(INCONCLUSIVE);
    assertThat(margin.judge(new Measured(-0.4, -0.48, -0.32))).as("shunned").isEqualTo(FAIL);
  }

  @Test
  void shouldAskOfARetrainingThatItsWeightsAreItsOwnAndThatNothingShowsItRemembers() {
    List<Requirement> asked = Gate.DEFAULTS.requirements("retrain");

    assertThat(asked)
        .extracting(Requirement::criterion)
        .startsWith(
            GateCriterion.FORGET_ACCURACY_GAP,
            GateCriterion.FORGET_MARGIN,
            GateCriterion.FORGET_MARGIN_KEPT,
            GateCriterion.KERNEL_COSINE,
            GateCriterion.CHURN_SHARE,
            GateCriterion.DERIVED_AGAIN)
        .doesNotContain(
            GateCriterion.KERNEL_COSINE_LEAST,
            GateCriterion.FORGET_SAMPLES,
            GateCriterion.FORGET_DISTANCE,
            GateCriterion.STAND_IN_MARGIN,
            GateCriterion.STAND_IN_DISTANCE,
            GateCriterion.FORGET_PEOPLE);
    assertThat(asked.get(1).judge(new Measured(-1.2, -1.4, -1.0)))
        .as("a group that looks unlike the rest")
        .isEqualTo(PASS);
    assertThat(asked.get(1).judge(new Measured(0.4, 0.3, 0.5))).isEqualTo(FAIL);
    assertThat(asked.get(2).judge(new Measured(1, 0.66, 1.34)))
        .as("trained anew with the people")
        .isEqualTo(FAIL);
    assertThat(asked.get(2).judge(new Measured(0.5, 0.2, 0.8)))
        .as("a group that is easier than the rest")
        .isEqualTo(PASS);
    assertThat(asked.get(2).judge(new Measured(1, Double.NaN, Double.NaN)))
        .as("a parent that shows nothing")
        .isEqualTo(PASS);
    assertThat(asked.get(3).judge(Measured.exactly(0.51))).isEqualTo(FAIL);
    assertThat(asked.get(3).judge(Measured.undefined())).isEqualTo(FAIL);
    assertThat(asked.get(5).judge(Measured.exactly(1))).isEqualTo(PASS);
    assertThat(asked.get(5).judge(Measured.exactly(0))).as("other bytes").isEqualTo(FAIL);
  }

  @Test
  void shouldAskOfTheAttackersAndTheParentOnlyWhereThePolicyDoes() {
    Gate gate =
        new Gate(
            new Gate.Forgetting(0.1, 0.2, 1, 0.2, 2, 0.2, 0.3, 0.2, 0.1, 0.3, 0.05, 100),
            Gate.Utility.DEFAULTS,
            Gate.Weights.DEFAULTS);

    assertThat(gate.requirements("sftc"))
        .extracting(Requirement::criterion)
        .contains(GateCriterion.ATTACK_TNR_GAP, GateCriterion.ATTACK_WITH_LOSS_TNR_GAP)
        .doesNotContain(GateCriterion.FORGET_MARGIN_KEPT, GateCriterion.RETAINED_AUC);
    Gate discreet =
        new Gate(
            Gate.Forgetting.DEFAULTS,
            new Gate.Utility(0.02, 0.05, 0.03, 0.15, 0.15, 0.05, 0.6),
            Gate.Weights.DEFAULTS);
    for (String algorithm : List.of("sftc", "retrain")) {
      assertThat(discreet.requirements(algorithm))
          .filteredOn(each -> each.criterion() == GateCriterion.RETAINED_AUC)
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.judge(new Measured(0.62, 0.59, 0.65))).isEqualTo(PASS);
                assertThat(each.judge(new Measured(0.66, 0.63, 0.69))).isEqualTo(FAIL);
              });
    }
  }

  @Test
  void shouldRefuseLimitsThatContradictEachOther() {
    assertThatThrownBy(
            () -> new Requirement(GateCriterion.FORGET_MARGIN, GateRule.VALUE_WITHIN, 0.2, 0.1))
        .hasMessage("forget_margin must lie from 0.2 to 0.1, where nothing lies");
    assertThatThrownBy(
            () ->
                new Requirement(
                    GateCriterion.FORGET_MARGIN, GateRule.VALUE_WITHIN, Double.NaN, 0.1))
        .hasMessageContaining("NaN");
  }
}
