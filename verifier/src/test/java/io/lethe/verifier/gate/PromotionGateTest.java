// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.attack.FeatureMatrix;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.measure.AttackOutcome;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.verifier.gate.ForgetSetSize.Minimum;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionGateTest {

  private static final ForgetSetSize ENOUGH = new ForgetSetSize(300, Minimum.ENFORCED);

  @Test
  void shouldPassACandidateWithinEveryLimit() {
    GateDecision decision =
        judge(Gate.DEFAULTS, 0.84, 0.82, 0.5, 0.52, 0.24, 0.25, 0.80, 0.81, 0.83);

    assertThat(decision.passed()).isTrue();
    assertThat(decision.criteria())
        .extracting(Criterion::getName)
        .containsExactly(
            "forget_accuracy_gap",
            "attack_tnr_gap",
            "attack_with_loss_tnr_gap",
            "test_accuracy_drop_parent",
            "test_accuracy_drop_root",
            "forget_samples");
  }

  /**
   * Forget, unseen accuracy; TNR forget, unseen; the same with loss; test accuracy of candidate,
   * parent, root.
   */
  @ParameterizedTest(name = "{9} fails")
  @CsvSource({
    "0.90, 0.82, 0.50, 0.50, 0.25, 0.25, 0.80, 0.80, 0.80, forget_accuracy_gap",
    "0.82, 0.82, 0.44, 0.50, 0.25, 0.25, 0.80, 0.80, 0.80, attack_tnr_gap",
    "0.82, 0.82, 0.50, 0.50, 0.14, 0.24, 0.80, 0.80, 0.80, attack_with_loss_tnr_gap",
    "0.82, 0.82, 0.50, 0.50, 0.25, 0.25, 0.80, 0.83, 0.80, test_accuracy_drop_parent",
    "0.82, 0.82, 0.50, 0.50, 0.25, 0.25, 0.80, 0.81, 0.86, test_accuracy_drop_root",
    "NaN,  0.82, 0.50, 0.50, 0.25, 0.25, 0.80, 0.80, 0.80, forget_accuracy_gap",
    "0.82, NaN,  0.50, 0.50, 0.25, 0.25, 0.80, 0.80, 0.80, forget_accuracy_gap",
    "0.82, 0.82, NaN,  0.50, 0.25, 0.25, 0.80, 0.80, 0.80, attack_tnr_gap",
    "0.82, 0.82, 0.50, NaN,  0.25, 0.25, 0.80, 0.80, 0.80, attack_tnr_gap",
    "0.82, 0.82, 0.50, 0.50, NaN,  0.25, 0.80, 0.80, 0.80, attack_with_loss_tnr_gap",
    "0.82, 0.82, 0.50, 0.50, 0.25, NaN,  0.80, 0.80, 0.80, attack_with_loss_tnr_gap",
    "0.82, 0.82, 0.50, 0.50, 0.25, 0.25, 0.80, NaN,  0.80, test_accuracy_drop_parent",
    "0.82, 0.82, 0.50, 0.50, 0.25, 0.25, 0.80, 0.80, NaN,  test_accuracy_drop_root",
  })
  void shouldFailByExactlyTheCriterionThatIsBroken(
      double forget,
      double unseen,
      double tnrForget,
      double tnrUnseen,
      double lossForget,
      double lossUnseen,
      double test,
      double parent,
      double root,
      String expected) {
    GateDecision decision =
        judge(
            Gate.DEFAULTS,
            forget,
            unseen,
            tnrForget,
            tnrUnseen,
            lossForget,
            lossUnseen,
            test,
            parent,
            root);

    assertThat(decision.passed()).isFalse();
    assertThat(failed(decision)).containsExactly(expected);
  }

  @Test
  void shouldReportAValueThatCouldNotBeMeasuredAsNull() {
    Criterion criterion =
        judge(Gate.DEFAULTS, Double.NaN, 0.8, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8).criteria().get(0);

    assertThat(criterion.getValue()).isNull();
    assertThat(criterion.getLow()).isNull();
    assertThat(criterion.getHigh()).isNull();
    assertThat(criterion.getLimit()).isEqualTo(0.05);
    assertThat(criterion.getVerdict()).isEqualTo(CriterionVerdict.FAIL);
  }

  @Test
  void shouldReportEachValueWithItsIntervalLimitAndRule() {
    Criterion criterion =
        judge(Gate.DEFAULTS, 0.9, 0.82, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8).criteria().get(0);

    assertThat(criterion.getN()).isEqualTo(300);
    assertThat(criterion.getValue()).isCloseTo(0.08, within(1e-12));
    assertThat(criterion.getLow()).isBetween(0.0, 0.08);
    assertThat(criterion.getHigh()).isBetween(0.08, 0.15);
    assertThat(criterion.getRule()).isEqualTo("value <= limit");
  }

  @Test
  void shouldJudgeTheOppositeDeviationOnlyWhereThePolicySaysSo() {
    Gate twoSided = new Gate(0.05, 0.05, 0.02, 0.05, 100, Set.of("forget_accuracy_gap"));

    assertThat(judge(Gate.DEFAULTS, 0.6, 0.82, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8).passed())
        .isTrue();
    assertThat(failed(judge(twoSided, 0.6, 0.82, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8)))
        .containsExactly("forget_accuracy_gap");
  }

  @Test
  void shouldJudgeByTheVeryDifferencesThatAPolicyMayMakeTwoSided() {
    GateDecision decision = judge(Gate.DEFAULTS, 0.8, 0.8, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8);

    assertThat(decision.criteria())
        .extracting(Criterion::getName)
        .filteredOn(name -> !name.equals(CriterionNames.FORGET_SAMPLES))
        .containsExactlyInAnyOrderElementsOf(Gate.DIFFERENCES);
  }

  @Test
  void shouldFailASetThatIsTooSmallUnlessItWasRetrained() {
    Measurements good = measurements(0.82, 0.82, 0.5, 0.5, 0.2, 0.2, 0.8);

    GateDecision enforced = judge(good, 0.8, new ForgetSetSize(99, Minimum.ENFORCED));
    GateDecision waived = judge(good, 0.8, new ForgetSetSize(99, Minimum.WAIVED_FOR_RETRAIN));
    GateDecision atLimit = judge(good, 0.8, new ForgetSetSize(100, Minimum.ENFORCED));

    assertThat(failed(enforced)).containsExactly("forget_samples");
    assertThat(atLimit.passed()).isTrue();
    assertThat(waived.passed()).isTrue();
    assertThat(waived.criteria().get(5).getVerdict()).isEqualTo(CriterionVerdict.REPORTED);
    assertThat(waived.criteria().get(5).getRule()).contains("waived");
  }

  @Test
  void shouldOnlyReportWhatWasMeasuredOnASmallSetThatWasRetrained() {
    Measurements unlucky = measurements(1, 0.82, 0, 0.5, 0, 0.2, 0.8);
    ForgetSetSize two = new ForgetSetSize(2, Minimum.WAIVED_FOR_RETRAIN);
    ForgetSetSize enough = new ForgetSetSize(100, Minimum.WAIVED_FOR_RETRAIN);

    GateDecision decision = judge(unlucky, 0.8, two);

    assertThat(decision.passed()).isTrue();
    assertThat(decision.criteria().subList(0, 3))
        .allSatisfy(
            c -> {
              assertThat(c.getVerdict()).isEqualTo(CriterionVerdict.REPORTED);
              assertThat(c.getRule()).startsWith("value <= limit, waived");
              assertThat(c.getN()).isEqualTo(2);
              assertThat(c.getValue()).isPositive();
            });
    assertThat(failed(judge(unlucky, 0.9, two)))
        .containsExactly("test_accuracy_drop_parent", "test_accuracy_drop_root");
    assertThat(failed(judge(unlucky, 0.8, enough)))
        .containsExactly("forget_accuracy_gap", "attack_tnr_gap", "attack_with_loss_tnr_gap");
  }

  @Test
  void shouldFailAWaivedCriterionThatCouldNotBeMeasured() {
    Measurements unmeasured = measurements(1, Double.NaN, 0, 0.5, Double.NaN, 0.2, 0.8);

    assertThat(failed(judge(unmeasured, 0.8, new ForgetSetSize(2, Minimum.WAIVED_FOR_RETRAIN))))
        .containsExactly("forget_accuracy_gap", "attack_with_loss_tnr_gap");
  }

  @Test
  void shouldNotPassOnFewerUnseenSamplesThanItAsksOfTheForgetSet() {
    GateDecision tooFew = judge(heldOut(99, 1000), 0.8, ENOUGH);
    GateDecision enough = judge(heldOut(100, 1000), 0.8, ENOUGH);

    assertThat(failed(tooFew))
        .containsExactly("forget_accuracy_gap", "attack_tnr_gap", "attack_with_loss_tnr_gap");
    assertThat(tooFew.criteria().subList(0, 3))
        .allSatisfy(
            c -> {
              assertThat(c.getValue()).isNull();
              assertThat(c.getLow()).isNull();
              assertThat(c.getN()).isEqualTo(99);
            });
    assertThat(enough.passed()).isTrue();
    assertThat(enough.criteria().get(0).getN()).isEqualTo(100);
  }

  @Test
  void shouldNotPassByAnAttackerWithTooFewRowsToLearnFrom() {
    GateDecision tooFew = judge(heldOut(300, PromotionGate.MIN_ATTACK_ROWS - 1), 0.8, ENOUGH);
    GateDecision enough = judge(heldOut(300, PromotionGate.MIN_ATTACK_ROWS), 0.8, ENOUGH);

    assertThat(failed(tooFew)).containsExactly("attack_tnr_gap", "attack_with_loss_tnr_gap");
    assertThat(tooFew.criteria().get(1).getValue()).isNull();
    assertThat(enough.passed()).isTrue();
  }

  /** Members have large values, non-members small ones: who may split tells them apart. */
  @ParameterizedTest
  @CsvSource({"39, 1", "80, 2"})
  void shouldAskForAsManyRowsAsATreeNeedsToSplit(int rowsOfAFold, int answers) {
    double[][] rows = new double[rowsOfAFold][1];
    boolean[] member = new boolean[rowsOfAFold];
    for (int i = 0; i < rowsOfAFold; i++) {
      rows[i][0] = i;
      member[i] = i >= rowsOfAFold / 2;
    }
    FeatureMatrix features = FeatureMatrix.of(rows, 1);

    double[] votes = new GradientBoosting(20).train(features, member, 7).nonMemberVotes(features);

    assertThat(PromotionGate.MIN_ATTACK_ROWS * 4 / 5).isEqualTo(80);
    assertThat(Arrays.stream(votes).distinct().count()).isEqualTo(answers);
  }

  @Test
  void shouldNotPassWithoutCriteriaOrWithAnUnknownVerdict() {
    Criterion good =
        judge(Gate.DEFAULTS, 0.8, 0.8, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.8).criteria().get(0);
    GeneratedClasses.trust();
    Criterion unknown = Criterion.newBuilder(good).setVerdict(CriterionVerdict.UNKNOWN).build();

    assertThat(new GateDecision(List.of()).passed()).isFalse();
    assertThat(new GateDecision(List.of(good)).passed()).isTrue();
    assertThat(new GateDecision(List.of(good, unknown)).passed()).isFalse();
  }

  private static GateDecision judge(
      Measurements candidate, double parentAndRoot, ForgetSetSize size) {
    return new PromotionGate(Gate.DEFAULTS)
        .judge(candidate, share(parentAndRoot), share(parentAndRoot), size);
  }

  private static GateDecision judge(
      Gate policy,
      double forget,
      double unseen,
      double tnrForget,
      double tnrUnseen,
      double lossForget,
      double lossUnseen,
      double test,
      double parent,
      double root) {
    return new PromotionGate(policy)
        .judge(
            measurements(forget, unseen, tnrForget, tnrUnseen, lossForget, lossUnseen, test),
            share(parent),
            share(root),
            ENOUGH);
  }

  private static Measurements measurements(
      double forget,
      double unseen,
      double tnrForget,
      double tnrUnseen,
      double lossForget,
      double lossUnseen,
      double test) {
    return new Measurements(
        share(test),
        share(0.95),
        share(forget),
        share(unseen),
        new AttackOutcome(share(tnrForget), share(tnrUnseen), 1000),
        new AttackOutcome(share(lossForget), share(lossUnseen), 1000),
        0.5,
        0.5,
        0.5);
  }

  /** No gap anywhere; what differs is how much there was to measure it with. */
  private static Measurements heldOut(int unseen, int attackRows) {
    AttackOutcome attack = new AttackOutcome(share(0.5), new Proportion(0.5, unseen), attackRows);
    return new Measurements(
        share(0.8),
        share(0.95),
        share(0.82),
        new Proportion(0.82, unseen),
        attack,
        attack,
        0.5,
        0.5,
        0.5);
  }

  private static Proportion share(double value) {
    return new Proportion(value, 300);
  }

  private static List<String> failed(GateDecision decision) {
    return decision.criteria().stream()
        .filter(c -> c.getVerdict() == CriterionVerdict.FAIL)
        .map(Criterion::getName)
        .toList();
  }
}
