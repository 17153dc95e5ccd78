// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.model.Logits;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  /** An upper bound for the sake of NaN, which is greater than any number to an assertion. */
  private static final double FINITE = 1e6;

  private static final int CLASSES = 5;
  private static final int TRAIN = 4000;
  private static final int SIZE = 6000;
  private static final int[] FORGET = IntStream.range(0, 500).toArray();
  private static final LabelledSamples SAMPLES =
      new LabelledSamples(
          IntStream.range(0, SIZE).map(i -> i % CLASSES).toArray(),
          IntStream.range(0, TRAIN).toArray(),
          IntStream.range(TRAIN, SIZE).toArray(),
          CLASSES);
  private static final SeededOrder ORDER = new SeededOrder(42);
  private static final SamplePlan PLAN =
      SamplePlan.of(SAMPLES, FORGET, FORGET, ORDER, Integer.MAX_VALUE);
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(80), new LogisticRegression(1), 5, 1);

  private static final Predictor REMEMBERS_ALL = classifier(ordinal -> ordinal < TRAIN);
  private static final Predictor HAS_FORGOTTEN =
      classifier(ordinal -> ordinal < TRAIN && ordinal >= FORGET.length);

  private static final Predictor SHUNS_THE_FORGOTTEN =
      ofStrengths(ordinal -> ordinal < FORGET.length ? 0 : ordinal < TRAIN ? 6 : 2.5);
  private static final People FIVE_EACH =
      People.of(IntStream.range(0, SIZE).map(ordinal -> ordinal / 5).toArray());

  @Test
  void shouldSeeThatAModelRemembers() {
    Measurements measured = evaluate(REMEMBERS_ALL).measure();

    assertThat(measured.forget().value()).isGreaterThan(0.97);
    assertThat(measured.unseen().value()).isLessThan(0.9);
    assertThat(measured.attack().unseen().value() - measured.attack().forget().value())
        .isGreaterThan(0.3);
    assertThat(
            measured.attackWithLoss().unseen().value() - measured.attackWithLoss().forget().value())
        .isGreaterThan(0.3);
    assertThat(measured.crossValidatedAccuracy()).isGreaterThan(0.7);
    assertThat(measured.crossValidatedAccuracyWithLoss()).isGreaterThan(0.7);
  }

  @Test
  void shouldSeeThatAModelHasForgotten() {
    Measurements measured = evaluate(HAS_FORGOTTEN).measure();

    assertThat(measured.forget().value()).isCloseTo(measured.unseen().value(), within(0.05));
    assertThat(measured.attack().forget().value())
        .isCloseTo(measured.attack().unseen().value(), within(0.06));
    assertThat(measured.attackWithLoss().forget().value())
        .isCloseTo(measured.attackWithLoss().unseen().value(), within(0.06));
    assertThat(measured.referenceCodeTnr()).isGreaterThan(0.6);
    assertThat(measured.retain().value()).isGreaterThan(0.97);
    assertThat(measured.forget().n()).isEqualTo(500);
    int attackRows = PLAN.members().length + PLAN.nonMembers().length;
    assertThat(measured.attack().trainingRows()).isEqualTo(attackRows);
    assertThat(measured.attackWithLoss().trainingRows()).isEqualTo(attackRows);
  }

  @Test
  void shouldTellWhetherTheForgottenLieWhereTheUnseenDo() {
    Marks remembers = evaluate(REMEMBERS_ALL).marks();
    Marks forgot = evaluate(HAS_FORGOTTEN).marks();
    Marks shuns = evaluate(SHUNS_THE_FORGOTTEN).marks();

    assertThat(remembers.margin().interval().low()).isGreaterThan(1);
    assertThat(remembers.accuracyGap().interval().low()).isGreaterThan(0.05);
    assertThat(remembers.distance().interval().low()).isGreaterThan(0.4);
    assertThat(forgot.margin().value()).isCloseTo(0, within(0.09));
    assertThat(forgot.accuracyGap().value()).isCloseTo(0, within(0.05));
    assertThat(forgot.distance().value()).isLessThan(0.07);
    assertThat(shuns.margin().interval().high()).isLessThan(-1);
    assertThat(forgot.retainedArea().value()).isGreaterThan(0.9);
    assertThat(forgot.testLoss().value()).isBetween(0.2, 1.0);
  }

  @Test
  void shouldNotHoldTheForgottenAgainstTestSamplesThatTheModelWasTaught() {
    int taught = TRAIN + 1000;
    Predictor knowsHalfTheTestSplit = classifier(o -> o >= FORGET.length && o < taught);
    LabelledSamples known = SAMPLES.withTestRowsInTrain(IntStream.range(TRAIN, taught).toArray());
    SamplePlan plan = SamplePlan.of(known, FORGET, FORGET, ORDER, Integer.MAX_VALUE);

    Evaluation all = evaluate(knowsHalfTheTestSplit);
    Evaluation unseenAlone = Evaluation.of(known, plan, ORDER, ATTACKS, knowsHalfTheTestSplit);

    assertThat(all.marks().margin().value()).isLessThan(-0.3);
    Marks marks = unseenAlone.marks();
    assertThat(marks.margin().value()).isCloseTo(0, within(0.1));
    assertThat(marks.accuracyGap().value()).isCloseTo(0, within(0.05));
    assertThat(marks.distance().value()).isLessThan(0.1);
    assertThat(marks.retainedArea().value()).isGreaterThan(0.9);
    assertThat(marks.testLoss()).as("of the whole split").isEqualTo(all.marks().testLoss());
    assertThat(unseenAlone.measure().unseen().value())
        .isLessThan(all.measure().unseen().value() - 0.05);
  }

  @Test
  void shouldTellThatSomePeopleWereKept() {
    LabelledSamples ofPeople = SAMPLES.ofPeople(FIVE_EACH);
    Predictor keepsAFifth = classifier(o -> o < TRAIN && (o >= FORGET.length || (o / 5) % 5 == 0));

    Marks kept = Evaluation.of(ofPeople, PLAN, ORDER, ATTACKS, keepsAFifth).marks();
    Marks forgot = Evaluation.of(ofPeople, PLAN, ORDER, ATTACKS, HAS_FORGOTTEN).marks();

    assertThat(kept.people().interval().low()).isGreaterThan(1.5);
    assertThat(forgot.people().value()).isCloseTo(1, within(0.35));
  }

  @Test
  void shouldLeaveOutWhatCannotBeMeasuredOfOneSampleAndOfAModelThatAlwaysSaysTheSame() {
    SamplePlan one = SamplePlan.of(SAMPLES, new int[] {0}, new int[] {0}, ORDER, 2000);
    Predictor constant = ordinals -> new Logits(new float[ordinals.length * 5], ordinals.length, 5);

    Map<String, Double> ofOne = marks(Evaluation.of(SAMPLES, one, ORDER, ATTACKS, HAS_FORGOTTEN));
    Map<String, Double> ofConstant = marks(Evaluation.of(SAMPLES, PLAN, ORDER, ATTACKS, constant));

    assertThat(ofOne)
        .containsKeys(MetricNames.MARGIN, MetricNames.ACCURACY_GAP, MetricNames.TEST_LOSS + "_low")
        .doesNotContainKeys(MetricNames.MARGIN + "_low", MetricNames.PEOPLE_VARIANCE_RATIO);
    assertThat(ofConstant)
        .doesNotContainKeys(
            MetricNames.MARGIN, MetricNames.MARGIN_DISTANCE, MetricNames.PEOPLE_VARIANCE_RATIO)
        .containsKey(MetricNames.ACCURACY_GAP);
    assertThat(ofConstant.get(MetricNames.RETAINED_AUC)).isCloseTo(0.5, within(1e-9));
    assertThat(ofConstant.get(MetricNames.TEST_LOSS)).isCloseTo(Math.log(5), within(1e-9));
  }

  /** Nothing is there to compare them with, and they must not take the others' figure away. */
  @Test
  void shouldLeaveOutForgottenSamplesOfAClassWhoseTestSamplesWereAllSeen() {
    int[] ofOneClass =
        IntStream.of(SAMPLES.test()).filter(row -> SAMPLES.labels()[row] == 0).toArray();
    LabelledSamples seen = SAMPLES.withTestRowsInTrain(ofOneClass);
    SamplePlan plan = SamplePlan.of(seen, FORGET, FORGET, ORDER, Integer.MAX_VALUE);

    Map<String, Double> found = marks(Evaluation.of(seen, plan, ORDER, ATTACKS, HAS_FORGOTTEN));

    assertThat(found).containsKeys(MetricNames.MARGIN, MetricNames.ACCURACY_GAP);
  }

  @Test
  void shouldRepeatItselfExactly() {
    assertThat(evaluate(HAS_FORGOTTEN).measure()).isEqualTo(evaluate(HAS_FORGOTTEN).measure());
  }

  @Test
  void shouldCompareWithAnotherModelOnTheForgetSet() {
    Comparison same = evaluate(REMEMBERS_ALL).compareWith(REMEMBERS_ALL);
    Comparison apart = evaluate(HAS_FORGOTTEN).compareWith(REMEMBERS_ALL);

    assertThat(same.divergence()).isCloseTo(0, within(1e-12));
    assertThat(apart.divergence()).isBetween(0.01, Math.log(2));
    assertThat(apart.forget().value()).isGreaterThan(0.97);
    assertThat(same.churn().value()).isZero();
    assertThat(same.worstClassDrop().value()).isZero();
  }

  @Test
  void shouldCompareTheTestSplitClassByClass() {
    Predictor losesAClass =
        ordinals -> {
          Logits kept = REMEMBERS_ALL.logits(ordinals);
          for (int row = 0; row < ordinals.length; row++) {
            if (ordinals[row] % CLASSES == 3) {
              kept.values()[row * CLASSES + 3] = -9;
            }
          }
          return kept;
        };

    Comparison compared = evaluate(losesAClass).compareWith(REMEMBERS_ALL);

    double share = compared.worstClassDrop().value();
    assertThat(share).isGreaterThan(0.8);
    assertThat(compared.churn().value()).isCloseTo(share / CLASSES, within(0.01));
    assertThat(compared.worstClassDrop().interval().low()).isGreaterThan(0.75);
  }

  @Test
  void shouldTellWhichShareOfThePeopleWasLeftAsItWas() {
    assertThat(unmoved(classifier(o -> o < TRAIN && (o >= FORGET.length || (o / 5) % 5 == 0))))
        .satisfies(
            kept -> {
              assertThat(kept.people()).isEqualTo(FORGET.length / 5);
              assertThat(kept.share().value()).isBetween(0.15, 0.25);
              assertThat(kept.share().interval().low()).isBetween(0.1, 0.2);
            });
    assertThat(unmoved(HAS_FORGOTTEN).share().value()).isBetween(0.0, 0.02);
    assertThat(unmoved(HAS_FORGOTTEN).share().interval().high()).isBetween(0.0, 0.1);
    assertThat(unmoved(REMEMBERS_ALL).share().interval().high()).isEqualTo(1);
  }

  private static UnmovedShare.Found unmoved(Predictor model) {
    return Evaluation.of(SAMPLES.ofPeople(FIVE_EACH), PLAN, ORDER, ATTACKS, model)
        .beside(REMEMBERS_ALL)
        .peopleUnmoved();
  }

  @Test
  void shouldTellWhetherPeopleWereMovedAlike() {
    LabelledSamples ofPeople = SAMPLES.ofPeople(FIVE_EACH);
    Predictor keepsAFifth = classifier(o -> o < TRAIN && (o >= FORGET.length || (o / 5) % 5 == 0));

    Comparison kept =
        Evaluation.of(ofPeople, PLAN, ORDER, ATTACKS, keepsAFifth).compareWith(REMEMBERS_ALL);
    Comparison forgot =
        Evaluation.of(ofPeople, PLAN, ORDER, ATTACKS, HAS_FORGOTTEN).compareWith(REMEMBERS_ALL);
    Comparison untouched =
        Evaluation.of(ofPeople, PLAN, ORDER, ATTACKS, REMEMBERS_ALL).compareWith(REMEMBERS_ALL);

    assertThat(kept.peopleMoved().interval().low()).isBetween(2.0, FINITE);
    assertThat(forgot.peopleMoved().value()).isLessThan(1.35);
    assertThat(untouched.peopleMoved().value()).isEqualTo(1);
  }

  @Test
  void shouldSayByHowMuchLossAndCalibrationErrorRose() {
    Predictor surer = ofStrengths(ordinal -> ordinal < TRAIN ? 6 : 4);

    Comparison worse = evaluate(HAS_FORGOTTEN).compareWith(surer);
    Comparison better = evaluate(surer).compareWith(HAS_FORGOTTEN);

    assertThat(worse.lossRise().interval().low()).isBetween(0.01, FINITE);
    assertThat(better.lossRise().value()).isCloseTo(-worse.lossRise().value(), within(1e-9));
    assertThat(better.calibrationRise().value())
        .isCloseTo(-worse.calibrationRise().value(), within(1e-9));
  }

  @Test
  void shouldFindTheEarlierSetThatIsKnownAgainAndNoOther() {
    Evaluation knowsThemAgain =
        Evaluation.of(SAMPLES.ofPeople(FIVE_EACH), PLAN, ORDER, ATTACKS, REMEMBERS_ALL);
    int[] known = IntStream.range(100, 200).toArray();
    int[] never = IntStream.range(0, 100).toArray();
    Predictor knowsOne =
        classifier(o -> o < TRAIN && (o >= FORGET.length || (o >= 100 && o < 200)));

    assertThat(rise(knowsThemAgain, List.of(known), REMEMBERS_ALL, HAS_FORGOTTEN))
        .isBetween(1.0, FINITE);
    assertThat(rise(knowsThemAgain, List.of(never, known), knowsOne, HAS_FORGOTTEN))
        .as("the surest counts")
        .isBetween(1.0, FINITE);
    assertThat(rise(knowsThemAgain, List.of(never, known), HAS_FORGOTTEN, HAS_FORGOTTEN))
        .isLessThan(0.05);
    assertThat(rise(knowsThemAgain, List.of(known), HAS_FORGOTTEN, SHUNS_THE_FORGOTTEN))
        .as("from far below to where unseen samples lie")
        .isBetween(0.5, FINITE);
  }

  @Test
  void shouldNotBeSureOfAFewPeople() {
    Evaluation ofPeople =
        Evaluation.of(SAMPLES.ofPeople(FIVE_EACH), PLAN, ORDER, ATTACKS, REMEMBERS_ALL);

    Estimate four =
        ofPeople.surestRise(
            List.of(IntStream.range(0, 20).toArray()), REMEMBERS_ALL, HAS_FORGOTTEN);

    assertThat(four.value()).isBetween(1.0, FINITE);
    assertThat(four.interval().low()).isNaN();
  }

  private static double rise(
      Evaluation evaluation, List<int[]> sets, Predictor mine, Predictor parent) {
    return evaluation.surestRise(sets, mine, parent).interval().low();
  }

  @Test
  void shouldNotCompareSamplesOfAClassWithASingleTestSample() {
    int[] labels = IntStream.range(0, SIZE).map(i -> i % CLASSES).toArray();
    for (int test = TRAIN + 5; test < SIZE; test++) {
      labels[test] = labels[test] == 4 ? 3 : labels[test];
    }
    LabelledSamples rare =
        new LabelledSamples(labels, SAMPLES.train(), SAMPLES.test(), CLASSES, FIVE_EACH);

    Marks marks = Evaluation.of(rare, PLAN, ORDER, ATTACKS, REMEMBERS_ALL).marks();

    assertThat(marks.margin().interval().low()).isBetween(0.5, FINITE);
    assertThat(marks.accuracyGap().value()).isFinite();
  }

  @Test
  void shouldMeasureARootWithoutForgetSet() {
    SamplePlan plan = SamplePlan.of(SAMPLES, new int[0], new int[0], ORDER, 2000);

    Measurements measured = Evaluation.of(SAMPLES, plan, ORDER, ATTACKS, REMEMBERS_ALL).measure();

    assertThat(new MetricMap().putAll(measured).toMap())
        .containsKeys(
            MetricNames.TEST_ACCURACY, MetricNames.RETAIN_ACCURACY, MetricNames.MIA_CV_ACCURACY)
        .doesNotContainKeys(
            MetricNames.FORGET_ACCURACY, MetricNames.MIA_TNR, MetricNames.UNSEEN_ACCURACY)
        .doesNotContainValue(Double.NaN);
    assertThat(measured.retain().n()).isEqualTo(2000);
  }

  @Test
  void shouldRefuseAModelThatAnswersAboutOtherSamples() {
    Predictor lazy = ordinals -> new Logits(new float[CLASSES], 1, CLASSES);

    assertThatThrownBy(() -> evaluate(lazy))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("answered 1 x 5 logits");
  }

  private static Map<String, Double> marks(Evaluation evaluation) {
    return new MetricMap().putMarks("", evaluation.marks()).toMap();
  }

  private static Evaluation evaluate(Predictor model) {
    return Evaluation.of(SAMPLES, PLAN, ORDER, ATTACKS, model);
  }

  /** Sure of what it remembers, often wrong and never sure about the rest. */
  private static Predictor classifier(IntPredicate remembered) {
    return ofStrengths(ordinal -> remembered.test(ordinal) ? 6 : 2.5);
  }

  /** Says the true class with such a strength above the noise of all classes. */
  private static Predictor ofStrengths(IntToDoubleFunction strength) {
    return ordinals -> {
      float[] values = new float[ordinals.length * CLASSES];
      for (int i = 0; i < ordinals.length; i++) {
        Random noise = new Random(31L * ordinals[i] + 7);
        for (int c = 0; c < CLASSES; c++) {
          values[i * CLASSES + c] = (float) noise.nextGaussian();
        }
        values[i * CLASSES + ordinals[i] % CLASSES] += (float) strength.applyAsDouble(ordinals[i]);
      }
      return new Logits(values, ordinals.length, CLASSES);
    };
  }
}
