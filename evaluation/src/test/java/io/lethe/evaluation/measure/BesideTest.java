// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.model.Logits;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BesideTest {
  private static final int CLASSES = 3;
  private static final int TRAIN = 600;
  private static final int SIZE = 1200;
  private static final int[] FORGET = IntStream.range(0, 60).toArray();
  private static final LabelledSamples SAMPLES =
      new LabelledSamples(
          IntStream.range(0, SIZE).map(i -> i / 7 % CLASSES).toArray(),
          IntStream.range(0, TRAIN).toArray(),
          IntStream.range(TRAIN, SIZE).toArray(),
          CLASSES);
  private static final SeededOrder ORDER = new SeededOrder(42);
  private static final Predictor PARENT = knowing(ordinal -> ordinal < TRAIN);
  private static final Predictor KEEPS_TWO_PEOPLE =
      knowing(ordinal -> ordinal < TRAIN && (ordinal < 10 || ordinal >= FORGET.length));

  private final Beside beside = evaluation(ordinal -> ordinal / 5).beside(PARENT);
  private final Detail detail = beside.detail();

  @Test
  void shouldShowThePeopleInTheOrderOfTheirFigures() {
    assertThat(detail.people()).hasSize(12);
    assertThat(detail.people())
        .isSortedAccordingTo(Comparator.comparingDouble(Detail.Person::after))
        .allSatisfy(each -> assertThat(each.samples()).isEqualTo(5))
        .allSatisfy(each -> assertThat(each.before()).isGreaterThan(1));
    assertThat(detail.people().subList(10, 12))
        .as("the two who are still known")
        .allSatisfy(each -> assertThat(each.after()).isGreaterThan(1));
    assertThat(detail.people().get(9).after()).isLessThan(detail.people().get(10).after() - 0.5);
  }

  @Test
  void shouldShowWhatTheFiguresAreFiguresOf() {
    Comparison comparison = beside.comparison();
    Marks marks = evaluation(ordinal -> ordinal / 5).marks();

    assertThat(difference(detail.before()))
        .isCloseTo(comparison.marks().margin().value(), within(1e-12));
    assertThat(difference(detail.after())).isCloseTo(marks.margin().value(), within(1e-12));
    double right = detail.classes().stream().mapToDouble(each -> each.before() * each.test()).sum();
    assertThat(right / (SIZE - TRAIN)).isCloseTo(comparison.test().value(), within(1e-12));
    assertThat(detail.classes().stream().mapToDouble(Detail.OfClass::drop).max())
        .hasValueCloseTo(comparison.worstClassDrop().value(), within(1e-12));
  }

  @Test
  void shouldCountTestAndForgetSamplesOfEachClass() {
    assertThat(detail.classes()).extracting(Detail.OfClass::label).containsExactly(0, 1, 2);
    assertThat(detail.classes().stream().mapToInt(Detail.OfClass::test).sum())
        .isEqualTo(SIZE - TRAIN);
    assertThat(detail.classes().stream().mapToInt(Detail.OfClass::forget).sum())
        .isEqualTo(FORGET.length);
  }

  private static double difference(Detail.Margins margins) {
    return margins.forget().mean().value() - margins.unseen().mean().value();
  }

  private static Evaluation evaluation(IntUnaryOperator owner) {
    LabelledSamples owned =
        SAMPLES.ofPeople(People.of(IntStream.range(0, SIZE).map(owner).toArray()));
    return Evaluation.of(
        owned,
        SamplePlan.of(owned, FORGET, FORGET, ORDER, 100),
        ORDER,
        AttackSettings.defaults(1),
        KEEPS_TWO_PEOPLE);
  }

  private static Predictor knowing(IntPredicate known) {
    return ordinals -> {
      float[] values = new float[ordinals.length * CLASSES];
      for (int i = 0; i < ordinals.length; i++) {
        Random noise = new Random(31L * ordinals[i] + 7);
        for (int c = 0; c < CLASSES; c++) {
          values[i * CLASSES + c] = (float) noise.nextGaussian();
        }
        values[i * CLASSES + SAMPLES.labels()[ordinals[i]]] += known.test(ordinals[i]) ? 6 : 1.5f;
      }
      return new Logits(values, ordinals.length, CLASSES);
    };
  }
}
