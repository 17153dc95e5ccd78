package io.lethe.verifier.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.kit.policy.Gate;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.serde.GeneratedClasses;
import io.lethe.verifier.measure.AttackOutcome;
import io.lethe.verifier.measure.Measurements;
import io.lethe.verifier.metrics.Proportion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionGateTest {

  private static final ForgetSetSize ENOUGH =
      new ForgetSetSize(300, ForgetSetSize.Minimum.ENFORCED);

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
  void shouldFailASetThatIsTooSmallUnlessItWasRetrained() {
    Measurements good = measurements(0.82, 0.82, 0.5, 0.5, 0.2, 0.2, 0.8);
    PromotionGate gate = new PromotionGate(Gate.DEFAULTS);
    Proportion test = share(0.8);

    GateDecision enforced =
        gate.judge(good, test, test, new ForgetSetSize(99, ForgetSetSize.Minimum.ENFORCED));
    GateDecision waived =
        gate.judge(
            good, test, test, new ForgetSetSize(99, ForgetSetSize.Minimum.WAIVED_FOR_RETRAIN));
    GateDecision atLimit =
        gate.judge(good, test, test, new ForgetSetSize(100, ForgetSetSize.Minimum.ENFORCED));

    assertThat(failed(enforced)).containsExactly("forget_samples");
    assertThat(atLimit.passed()).isTrue();
    assertThat(waived.passed()).isTrue();
    assertThat(waived.criteria().get(5).getVerdict()).isEqualTo(CriterionVerdict.REPORTED);
    assertThat(waived.criteria().get(5).getRule()).contains("waived");
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
        new AttackOutcome(share(tnrForget), share(tnrUnseen)),
        new AttackOutcome(share(lossForget), share(lossUnseen)),
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
