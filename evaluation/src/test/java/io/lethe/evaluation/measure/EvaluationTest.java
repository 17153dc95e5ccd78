// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.model.Logits;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

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

  private static Evaluation evaluate(Predictor model) {
    return Evaluation.of(SAMPLES, PLAN, ORDER, ATTACKS, model);
  }

  /** Sure of what it remembers, often wrong and never sure about the rest. */
  private static Predictor classifier(IntPredicate remembered) {
    return ordinals -> {
      float[] values = new float[ordinals.length * CLASSES];
      for (int i = 0; i < ordinals.length; i++) {
        Random noise = new Random(31L * ordinals[i] + 7);
        for (int c = 0; c < CLASSES; c++) {
          values[i * CLASSES + c] = (float) noise.nextGaussian();
        }
        values[i * CLASSES + ordinals[i] % CLASSES] += remembered.test(ordinals[i]) ? 6 : 2.5f;
      }
      return new Logits(values, ordinals.length, CLASSES);
    };
  }
}
