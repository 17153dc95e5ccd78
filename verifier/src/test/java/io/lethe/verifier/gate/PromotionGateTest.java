// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Measured;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.evaluation.attack.FeatureMatrix;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.measure.AttackOutcome;
import io.lethe.evaluation.measure.Comparison;
import io.lethe.evaluation.measure.Marks;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.learning.model.Kernels;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.Verdict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionGateTest {
  private static final Estimate UNDEFINED = Estimate.undefined();

  /** What fashion-mini's random sets of 600 rows give: retrained, beside the untouched parent. */
  private static final class Figures {
    private final Map<String, Double> values =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("gap", 0.005),
                Map.entry("margin", 0.02),
                Map.entry("distance", 0.04),
                Map.entry("people", 1.0),
                Map.entry("kept", 0.07),
                Map.entry("peopleCount", 120.0),
                Map.entry("churn", 0.087),
                Map.entry("test", 0.875),
                Map.entry("lossRise", 0.005),
                Map.entry("eceRise", 0.001),
                Map.entry("parentGap", 0.1),
                Map.entry("parentMargin", 0.25),
                Map.entry("parentTest", 0.877),
                Map.entry("classDrop", 0.05),
                Map.entry("rootTest", 0.88),
                Map.entry("tnr", 0.5),
                Map.entry("standIn", 0.03),
                Map.entry("standInDistance", 0.05),
                Map.entry("earlier", 0.02),
                Map.entry("earlierSamples", 300.0),
                Map.entry("samples", 600.0),
                Map.entry("comparable", 120.0),
                Map.entry("judged", 0.0),
                Map.entry("leastCosine", 0.93),
                Map.entry("cosine", 0.15)));

    private Evidence derivation = Evidence.notMeasured("not drawn");

    private Figures derived(Evidence found) {
      derivation = found;
      return this;
    }

    private Figures with(String name, double value) {
      assertThat(values).containsKey(name);
      values.put(name, value);
      return this;
    }

    private double get(String name) {
      return values.get(name);
    }

    private GateDecision judge(String algorithm) {
      return judge(Gate.DEFAULTS, algorithm, 1000);
    }

    private GateDecision judge(Gate gate, String algorithm, int attackRows) {
      return new PromotionGate(gate.requirements(algorithm), new SharedLevel((int) get("judged")))
          .judge(evidence(attackRows));
    }

    private GateEvidence evidence(int attackRows) {
      AttackOutcome attack = new AttackOutcome(share(get("tnr")), share(0.5), attackRows);
      Measurements measured =
          new Measurements(
              share(get("test")),
              share(0.95),
              share(0.88),
              share(0.88),
              attack,
              attack,
              0.5,
              0.5,
              0.5);
      Comparison parent =
          new Comparison(
              share(get("parentTest")),
              share(0.98),
              0.1,
              0.1,
              about(get("churn"), 0.012),
              about(get("classDrop"), 0.04),
              about(get("classDrop"), 0.04),
              about(get("lossRise"), 0.03),
              about(get("eceRise"), 0.015),
              about(get("people"), 0.5),
              marks("parentGap", "parentMargin", 0.13));
      return GateEvidence.of(
              measured,
              marks("gap", "margin", get("distance")),
              parent,
              share(get("rootTest")),
              new ForgottenPeople(
                  (long) get("samples"), (long) get("peopleCount"), (long) get("comparable")),
              new Kernels.Range(get("leastCosine"), get("cosine")))
          .withUnmoved(new UnmovedShare.Found((long) get("comparable"), about(get("kept"), 0.06)))
          .withStandIn(
              Evidence.of(600, measured("standIn")), Evidence.of(600, measured("standInDistance")))
          .withEarlier((long) get("earlierSamples"), about(get("earlier"), 0.06))
          .withDerivation(derivation);
    }

    private Measured measured(String name) {
      Estimate found = about(get(name), 0.084);
      return new Measured(found.value(), found.interval().low(), found.interval().high());
    }

    private Marks marks(String gap, String margin, double distance) {
      return new Marks(
          about(get(margin), 0.084),
          about(distance, 0.063),
          UNDEFINED,
          about(get(gap), 0.03),
          UNDEFINED,
          UNDEFINED,
          UNDEFINED);
    }
  }

  private static Estimate about(double value, double half) {
    return Double.isNaN(value)
        ? UNDEFINED
        : new Estimate(value, new Interval(value - half, value + half));
  }

  private static Proportion share(double value) {
    return Double.isNaN(value) ? Proportion.undefined() : new Proportion(value, 2000);
  }

  @Test
  void shouldPassWhatTreatsTheForgottenAsSamplesItHasNeverSeen() {
    GateDecision decision = new Figures().judge("sftc");

    assertThat(decision.criteria())
        .allSatisfy(
            each ->
                assertThat(each.getVerdict()).as(each.toString()).isEqualTo(CriterionVerdict.PASS));
    assertThat(decision.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void shouldNotPassTheUntouchedParent() {
    Figures untouched =
        new Figures()
            .with("gap", 0.1)
            .with("margin", 0.25)
            .with("distance", 0.13)
            .with("test", 0.877)
            .with("classDrop", 0);

    assertThat(untouched.judge("sftc").verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(not(CriterionVerdict.PASS, untouched.judge("sftc")))
        .containsExactly(
            "forget_accuracy_gap", "forget_margin", "forget_margin_kept", "forget_distance");
    assertThat(failed(untouched.with("cosine", 1).with("churn", 0).judge("retrain")))
        .containsExactly("forget_margin_kept", "kernel_cosine", "churn_share");
  }

  @ParameterizedTest(name = "{0} {1}: {2} fails")
  @CsvSource({
    "gap, -0.2, forget_accuracy_gap",
    "gap, NaN, forget_accuracy_gap",
    "margin, -0.4, forget_margin",
    "distance, 0.3, forget_distance",
    "distance, NaN, forget_distance",
    "people, 3.1, forget_people",
    "people, NaN, forget_people",
    "samples, 99, forget_samples",
    "earlier, 0.22, earlier_margin_rise",
    "earlier, NaN, earlier_margin_rise",
    "parentTest, 0.9, test_accuracy_drop_parent",
    "rootTest, 0.93, test_accuracy_drop_root",
    "test, 0.92, test_accuracy_rise",
    "classDrop, 0.2, class_accuracy_drop",
    "classDrop, NaN, class_accuracy_drop",
    "lossRise, 0.25, test_loss_rise",
    "lossRise, NaN, test_loss_rise",
    "eceRise, 0.665, calibration_error_rise",
    "eceRise, NaN, calibration_error_rise",
  })
  void shouldFailByExactlyTheCriterionThatIsBroken(String figure, double value, String expected) {
    GateDecision decision = new Figures().with(figure, value).judge("sftc");

    assertThat(failed(decision)).containsExactly(expected);
    assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void shouldAskForAsManySamplesAsWouldTell() {
    GateDecision decision = new Figures().with("samples", 100).with("margin", 0.15).judge("sftc");

    assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    double growth = Math.pow(0.084 * new SharedLevel(1).widening() / (0.2 - 0.15), 2);
    assertThat(decision.samplesAsked()).hasValue((long) Math.ceil(2 * 100 * growth));
  }

  @Test
  void shouldAskForMoreWhereAnotherVerdictWasGivenBefore() {
    Figures figures = new Figures().with("margin", 0.15);

    assertThat(figures.with("judged", 1).judge("sftc").samplesAsked().orElseThrow())
        .isGreaterThan(
            new Figures().with("margin", 0.15).judge("sftc").samplesAsked().orElseThrow());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "parentMargin, 0.05", // the parent itself shows nothing
    "margin, 0.25", // a group that looks unlike the rest
    "peopleCount, 4", // no intervals
  })
  void shouldAskForNoMoreSamplesWhereTheyWouldNotHelp(String figure, double value) {
    GateDecision decision = new Figures().with(figure, value).judge("sftc");

    assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(decision.samplesAsked()).isEmpty();
  }

  @Test
  void shouldAskForSamplesOnlyWhereItCannotTell() {
    assertThat(new Figures().judge("sftc").samplesAsked()).isEmpty();
    assertThat(new Figures().with("margin", 0.15).with("test", 0.8).judge("sftc").samplesAsked())
        .as("it fails")
        .isEmpty();
    assertThat(new Figures().with("margin", 0.15).with("comparable", 0).judge("sftc"))
        .as("people who cannot be compared need nothing")
        .extracting(decision -> decision.samplesAsked().isPresent())
        .isEqualTo(true);
  }

  @Test
  void shouldFailOutputsThatAreNoNumbers() {
    GateDecision decision = new Figures().with("margin", Double.NaN).judge("sftc");

    assertThat(failed(decision)).containsExactly("forget_margin", "forget_margin_kept");
    assertThat(decision.criteria().get(1).getValue()).isNull();
  }

  @ParameterizedTest(name = "{0} {1}: {2} cannot tell")
  @CsvSource({
    "gap, 0.08, forget_accuracy_gap",
    "gap, -0.08, forget_accuracy_gap",
    "margin, -0.15, forget_margin",
    "margin, 0.15, forget_margin",
    "distance, 0.15, forget_distance",
    "people, 2.2, forget_people",
    "parentMargin, 0.12, forget_margin_kept",
    "parentMargin, 0.05, forget_margin_kept",
    "parentMargin, -0.3, forget_margin_kept",
  })
  void shouldSayThatItCannotTell(String figure, double value, String expected) {
    GateDecision decision = new Figures().with(figure, value).judge("sftc");

    assertThat(not(CriterionVerdict.PASS, decision)).contains(expected);
    assertThat(failed(decision)).isEmpty();
    assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void shouldFailWhatCannotBeComparedWithParentAndRoot() {
    assertThat(failed(new Figures().with("parentTest", Double.NaN).judge("sftc")))
        .containsExactly("test_accuracy_drop_parent", "test_accuracy_rise");
    assertThat(failed(new Figures().with("rootTest", Double.NaN).judge("sftc")))
        .containsExactly("test_accuracy_drop_root");
    assertThat(failed(new Figures().with("test", Double.NaN).judge("sftc")))
        .containsExactly(
            "test_accuracy_drop_parent", "test_accuracy_drop_root", "test_accuracy_rise");
  }

  @Test
  void shouldNotTrustTheIntervalsOfFewPeople() {
    GateDecision few = new Figures().with("peopleCount", 4).judge("sftc");

    assertThat(named(few, "forget_margin").getLow()).isNull();
    assertThat(few.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(new Figures().with("peopleCount", 1).judge("retrain").verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void shouldAskARetrainingToDisagreeWithTheParent() {
    assertThat(failed(new Figures().with("churn", 0.01).judge("retrain")))
        .containsExactly("churn_share");
    assertThat(
            named(
                    new Figures().with("parentTest", 1).with("churn", 0).judge("retrain"),
                    "churn_share")
                .getVerdict())
        .as("a parent with too few errors")
        .isEqualTo(CriterionVerdict.REPORTED);
  }

  @Test
  void shouldReportPeopleWhoCannotBeCompared() {
    GateDecision decision =
        new Figures().with("people", Double.NaN).with("comparable", 0).judge("sftc");

    assertThat(named(decision, "forget_people").getVerdict()).isEqualTo(CriterionVerdict.REPORTED);
    assertThat(decision.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void shouldReportThatNothingWasForgottenBefore() {
    GateDecision decision =
        new Figures().with("earlier", Double.NaN).with("earlierSamples", 0).judge("sftc");

    assertThat(named(decision, "earlier_margin_rise").getVerdict())
        .isEqualTo(CriterionVerdict.REPORTED);
    assertThat(decision.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void shouldNotLetARetrainingTeachAnEarlierSetAgain() {
    assertThat(failed(new Figures().with("earlier", 0.22).judge("retrain")))
        .containsExactly("earlier_margin_rise");
  }

  @Test
  void shouldPassARetrainingOfAGroupThatLooksUnlikeTheRest() {
    Figures group = new Figures().with("gap", -0.5).with("margin", -1.3).with("distance", 0.5);

    assertThat(group.judge("retrain").verdict()).isEqualTo(Verdict.PASS);
    assertThat(group.judge("sftc").verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void shouldPassARetrainingOfFewSamplesAndRefuseOneThatIsShownToRemember() {
    assertThat(new Figures().with("samples", 1).judge("retrain").verdict()).isEqualTo(Verdict.PASS);
    assertThat(failed(new Figures().with("margin", 0.4).judge("retrain")))
        .containsExactly("forget_margin", "forget_margin_kept");
    assertThat(failed(new Figures().with("margin", 0.25).judge("retrain")))
        .as("trained anew with the people")
        .containsExactly("forget_margin_kept");
    assertThat(failed(new Figures().with("cosine", Double.NaN).judge("retrain")))
        .containsExactly("kernel_cosine");
  }

  @Test
  void shouldReportEachValueWithIntervalLimitsRuleAndTheParents() {
    Criterion margin = named(new Figures().judge("sftc"), "forget_margin");

    assertThat(margin.getN()).isEqualTo(600);
    assertThat(margin.getValue()).isEqualTo(0.02);
    assertThat(margin.getLow()).isCloseTo(-0.064, within(1e-12));
    assertThat(margin.getHigh()).isCloseTo(0.104, within(1e-12));
    assertThat(margin.getLowerLimit()).isEqualTo(-0.2);
    assertThat(margin.getUpperLimit()).isEqualTo(0.2);
    assertThat(margin.getLevel()).isEqualTo(0.95);
    assertThat(margin.getRule()).isEqualTo(CriterionRule.INTERVAL_WITHIN);
    assertThat(margin.getControlValue()).isEqualTo(0.25);
    assertThat(margin.getControlLow()).isCloseTo(0.166, within(1e-12));
    Criterion kept = named(new Figures().judge("sftc"), "forget_margin_kept");
    assertThat(kept.getValue()).isCloseTo(0.08, within(1e-12));
    assertThat(kept.getLowerLimit()).isNull();
    assertThat(kept.getControlValue()).isEqualTo(1);
    Criterion drop = named(new Figures().judge("sftc"), "test_accuracy_drop_parent");
    assertThat(drop.getValue()).isCloseTo(0.002, within(1e-12));
    assertThat(drop.getControlValue()).isNull();
  }

  /** Who may try until chance lets him pass has no level. */
  @Test
  void shouldAskForWiderIntervalsOfPeopleWhoWereJudgedBefore() {
    Figures edge = new Figures().with("margin", 0.11);

    assertThat(edge.judge("sftc").verdict()).isEqualTo(Verdict.PASS);
    GateDecision again = edge.with("judged", 1).judge("sftc");
    assertThat(again.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Criterion margin = named(again, "forget_margin");
    assertThat(margin.getLevel()).isEqualTo(0.975);
    assertThat(margin.getHigh() - margin.getValue()).isBetween(0.084 * 1.14, 0.084 * 1.2);
    Criterion people = named(again, "forget_people");
    assertThat(people.getLow()).isBetween(0.3, 0.5 - 1e-6);
    assertThat(named(again, "class_accuracy_drop").getLevel())
        .as("a deviation that counts once it is shown is not excused by trying again")
        .isEqualTo(0.95);
  }

  /** A fifth of them would be a promise that is not kept. */
  @Test
  void shouldNotPassWhereAFifthOfThePeopleMayHaveBeenLeftOut() {
    assertThat(new Figures().with("kept", 0.13).judge("sftc").verdict()).isEqualTo(Verdict.PASS);
    assertThat(new Figures().with("kept", 0.2).judge("sftc").verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(failed(new Figures().with("kept", 0.4).judge("sftc")))
        .containsExactly("forget_people_kept");
    assertThat(new Figures().with("kept", 0.9).judge("retrain").verdict())
        .as("whoever trains anew moves everybody")
        .isEqualTo(Verdict.PASS);
  }

  /** Whoever trains anew has to say so. */
  @Test
  void shouldFailAnApproximateCandidateWhoseWeightsAreItsOwn() {
    assertThat(failed(new Figures().with("leastCosine", 0.49).judge("sftc")))
        .containsExactly("kernel_cosine_least");
    assertThat(failed(new Figures().with("leastCosine", Double.NaN).judge("sftc")))
        .containsExactly("kernel_cosine_least");
    for (String moves : List.of("retrain", "kernel-transpose", "eu-k")) {
      assertThat(new Figures().with("leastCosine", 0.1).judge(moves).verdict())
          .as(moves)
          .isEqualTo(Verdict.PASS);
    }
  }

  @Test
  void shouldPassARetrainingThatCameOutAgainOrWasNotDrawn() {
    Evidence same = new Evidence(1, Measured.exactly(1), Measured.undefined(), null);

    assertThat(named(new Figures().derived(same).judge("retrain"), "derived_again").getVerdict())
        .isEqualTo(CriterionVerdict.PASS);
    GateDecision notDrawn = new Figures().judge("retrain");
    assertThat(notDrawn.verdict()).isEqualTo(Verdict.PASS);
    assertThat(named(notDrawn, "derived_again").getVerdict()).isEqualTo(CriterionVerdict.REPORTED);
    assertThat(named(notDrawn, "derived_again").getNote()).isEqualTo("not drawn");
  }

  @Test
  void shouldFailARetrainingThatCameOutOtherwiseOrCouldNotBeDerivedThoughItHadTo() {
    Evidence other = new Evidence(1, Measured.exactly(0), Measured.undefined(), "a byte differs");

    GateDecision decision = new Figures().derived(other).judge("retrain");
    assertThat(failed(decision)).containsExactly("derived_again");
    assertThat(named(decision, "derived_again").getNote()).isEqualTo("a byte differs");
    assertThat(failed(new Figures().derived(Evidence.unmeasurable("a GPU")).judge("retrain")))
        .containsExactly("derived_again");
  }

  @ParameterizedTest
  @CsvSource({"standIn, 0.25", "standIn, -0.9", "standIn, 0.9", "standInDistance, 0.3"})
  void shouldTellNothingOfAnApproximateVersionOfASetThatLooksUnlikeSamplesNeverSeen(
      String figure, double value) {
    GateDecision decision = new Figures().with(figure, value).judge("sftc");

    assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(decision.samplesAsked().isPresent())
        .as("more samples help where the value lies within the limits")
        .isEqualTo(Math.abs(value) < 0.3 && figure.equals("standIn"));
    assertThat(new Figures().with(figure, value).judge("retrain").verdict())
        .as("a retraining shows itself")
        .isEqualTo(Verdict.PASS);
    assertThat(new Figures().with(figure, value).with("margin", -0.9).judge("sftc").verdict())
        .as("what fails otherwise fails")
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void shouldFailWhereTheStandInSaysNothing() {
    assertThat(failed(new Figures().with("standIn", Double.NaN).judge("sftc")))
        .containsExactly("stand_in_margin");
  }

  @Test
  void shouldHoldTheAttackersToALimitWhereThePolicyHasOne() {
    Gate gate =
        new Gate(
            new Gate.Forgetting(
                0.1, 0.2, 0.8, 0.18, 2, 0.2, 0.3, 0.18, 0.15, Double.POSITIVE_INFINITY, 0.05, 100),
            Gate.Utility.DEFAULTS,
            Gate.Weights.DEFAULTS);

    assertThat(new Figures().judge(gate, "sftc", 1000).verdict()).isEqualTo(Verdict.PASS);
    assertThat(failed(new Figures().with("tnr", 0.44).judge(gate, "sftc", 1000)))
        .containsExactly("attack_tnr_gap", "attack_with_loss_tnr_gap");
    assertThat(failed(new Figures().judge(gate, "sftc", GateEvidence.MIN_ATTACK_ROWS - 1)))
        .as("too few rows to learn from")
        .containsExactly("attack_tnr_gap", "attack_with_loss_tnr_gap");
    assertThat(new Figures().judge(gate, "sftc", GateEvidence.MIN_ATTACK_ROWS).verdict())
        .isEqualTo(Verdict.PASS);
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

    assertThat(GateEvidence.MIN_ATTACK_ROWS * 4 / 5).isEqualTo(80);
    assertThat(Arrays.stream(votes).distinct().count()).isEqualTo(answers);
  }

  @Test
  void shouldNotPassWithoutCriteriaOrWithAnUnknownVerdict() {
    Criterion good = new Figures().judge("sftc").criteria().get(0);
    GeneratedClasses.trust();
    Criterion unknown = Criterion.newBuilder(good).setVerdict(CriterionVerdict.UNKNOWN).build();
    Criterion reported = Criterion.newBuilder(good).setVerdict(CriterionVerdict.REPORTED).build();

    assertThat(new GateDecision(List.of(), OptionalLong.empty()).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(new GateDecision(List.of(good), OptionalLong.empty()).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(new GateDecision(List.of(reported), OptionalLong.empty()).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(new GateDecision(List.of(good, unknown), OptionalLong.empty()).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void shouldCountThePeopleWhoCanBeComparedWithEachOther() {
    assertThat(ForgottenPeople.of(new int[] {0, 0, 1, 1, 2, 2, 3}))
        .isEqualTo(new ForgottenPeople(7, 4, 3));
    assertThat(ForgottenPeople.of(new int[] {0, 0, 1, 1, 2}))
        .as("two alone have more than one sample")
        .isEqualTo(new ForgottenPeople(5, 3, 0));
    assertThat(ForgottenPeople.of(new int[] {0, 1, 2})).isEqualTo(new ForgottenPeople(3, 3, 0));
    assertThat(ForgottenPeople.of(new int[0])).isEqualTo(new ForgottenPeople(0, 0, 0));
  }

  private static Criterion named(GateDecision decision, String name) {
    return decision.criteria().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> failed(GateDecision decision) {
    return decision.criteria().stream()
        .filter(each -> each.getVerdict() == CriterionVerdict.FAIL)
        .map(Criterion::getName)
        .toList();
  }

  private static List<String> not(CriterionVerdict verdict, GateDecision decision) {
    return decision.criteria().stream()
        .filter(each -> each.getVerdict() != verdict)
        .map(Criterion::getName)
        .toList();
  }
}
