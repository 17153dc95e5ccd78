// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.model.Logits;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Models whose margin of a sample is how easy it is by its nature, what the model knows of it, and
 * a whim of the model. The forget set is a group that is hard by its nature.
 */
class YardstickTest {
  private static final int CLASSES = 4;
  private static final int TRAIN = 600;
  private static final int SIZE = 1000;
  private static final int FORGET = 300;
  private static final double HARDER = 1.5;
  private static final double WHIM = 0.5;
  private static final SeededOrder ORDER = new SeededOrder(3);
  private static final LabelledSamples SAMPLES =
      new LabelledSamples(
          IntStream.range(0, SIZE).map(i -> i % CLASSES).toArray(),
          IntStream.range(0, TRAIN).toArray(),
          IntStream.range(TRAIN, SIZE).toArray(),
          CLASSES,
          People.of(IntStream.range(0, SIZE).map(i -> i < TRAIN ? i / 5 : -1).toArray()));
  private static final int[] GROUP = IntStream.range(0, FORGET).toArray();
  private static final SamplePlan PLAN = SamplePlan.of(SAMPLES, GROUP, GROUP, ORDER, 100);
  private static final double[] EASE = ease();

  private static final Evaluation HONEST = asked(margins(1, i -> 0));

  /** Knows of the group as much as it is harder than others. */
  private static final Evaluation REMEMBERS = asked(margins(2, i -> i < FORGET ? HARDER : 0));

  private static double[] ease() {
    Random random = new Random(11);
    double[] ease = random.doubles(SIZE, -1.7, 1.7).toArray();
    IntStream.of(GROUP).forEach(row -> ease[row] -= HARDER);
    return ease;
  }

  private static double[] margins(long model, IntToDoubleFunction known) {
    Random whims = new Random(100 + model);
    double[] margins = new double[SIZE];
    Arrays.setAll(margins, i -> 1 + EASE[i] + known.applyAsDouble(i) + WHIM * whims.nextGaussian());
    return margins;
  }

  private static Evaluation asked(double[] margins) {
    return Evaluation.of(
        SAMPLES,
        PLAN,
        ORDER,
        new AttackSettings(new GradientBoosting(1), new LogisticRegression(1), 2, 1),
        ordinals -> {
          float[] logits = new float[ordinals.length * CLASSES];
          for (int i = 0; i < ordinals.length; i++) {
            logits[i * CLASSES + SAMPLES.labels()[ordinals[i]]] =
                (float) (margins[ordinals[i]] + Math.log(CLASSES - 1));
          }
          return new Logits(logits, ordinals.length, CLASSES);
        });
  }

  private static References references(int models) {
    double[][] margins = new double[models][];
    double[][] hits = new double[models][];
    for (int model = 0; model < models; model++) {
      margins[model] = margins(10 + model, i -> 0);
      double[] mine = margins[model];
      hits[model] =
          IntStream.range(0, SIZE)
              .mapToDouble(i -> mine[i] + Math.log(CLASSES - 1) > 0 ? 1 : 0)
              .toArray();
    }
    return new References(IntStream.range(0, SIZE).toArray(), margins, hits);
  }

  /** Of each pair one model saw a person and shows it. */
  private static References halves() {
    References all = references(4);
    for (int model = 0; model < 4; model++) {
      for (int row = 0; row < TRAIN; row++) {
        if (row / 5 % 2 == model % 2) {
          all.margins()[model][row] = Double.NaN;
          all.hits()[model][row] = Double.NaN;
        }
      }
    }
    return all;
  }

  @Test
  void shouldTakeAHardGroupForShunnedOnlyWhereUnseenSamplesAreTheYardstick() {
    Marks besideUnseen = HONEST.marks();
    Marks besideModels = HONEST.marks(references(4));

    assertThat(besideUnseen.margin().interval().high()).isLessThan(-0.8);
    assertThat(besideUnseen.distance().interval().low()).isGreaterThan(0.3);
    assertThat(besideUnseen.accuracyGap().interval().high()).isLessThan(-0.1);
    assertThat(besideModels.margin().value()).isCloseTo(0, within(0.1));
    assertThat(besideModels.distance().value()).isLessThan(0.1);
    assertThat(besideModels.accuracyGap().value()).isCloseTo(0, within(0.05));
  }

  @Test
  void shouldTellWhoRemembersAHardGroupThoughItLooksLikeUnseenSamples() {
    Marks besideUnseen = REMEMBERS.marks();
    Marks besideModels = REMEMBERS.marks(references(4));

    assertThat(besideUnseen.margin().value()).isCloseTo(0, within(0.2));
    assertThat(besideUnseen.distance().value()).isLessThan(0.15);
    assertThat(besideModels.margin().interval().low()).isGreaterThan(0.8);
    assertThat(besideModels.distance().interval().low()).isGreaterThan(0.3);
    assertThat(besideModels.accuracyGap().interval().low()).isGreaterThan(0.1);
  }

  @Test
  void shouldAskOfASampleOnlyModelsThatNeverSawIt() {
    Marks marks = HONEST.marks(halves());

    assertThat(marks.margin().value()).isCloseTo(0, within(0.1));
    assertThat(marks.distance().value()).isLessThan(0.12);
  }

  @Test
  void shouldTellNothingOfASampleThatEveryModelSaw() {
    References references = references(2);
    for (double[][] figures : new double[][][] {references.margins(), references.hits()}) {
      figures[0][7] = Double.NaN;
      figures[1][7] = Double.NaN;
    }

    Marks marks = HONEST.marks(references);

    assertThat(marks.margin().value()).isNaN();
    assertThat(marks.distance().value()).isNaN();
    assertThat(marks.accuracyGap().value()).isNaN();
    assertThat(marks.people().value()).isNaN();
  }

  /** Var whim (1 + 1/4) of Var ease + Var whim. */
  @Test
  void shouldSayHowMuchOfWhatAModelSaysOthersTell() {
    double ease = 1.7 * 1.7 / 3;
    double whim = WHIM * WHIM;

    assertThat(HONEST.fit(references(4))).isCloseTo(1 - whim * 1.25 / (ease + whim), within(0.05));
    assertThat(HONEST.fit(References.none())).isNaN();
    References misleading = references(2);
    for (double[] turned : misleading.margins()) {
      Arrays.setAll(turned, i -> -turned[i]);
    }
    assertThat(HONEST.fit(misleading)).isZero();
    assertThat(HONEST.fit(references(1))).as("tells nothing of what models share").isNaN();
  }

  @Test
  void shouldJudgeAModelThatNeverSawTheSetByTheSameYardstick() {
    StandIn besideUnseen = HONEST.standIn(references(4), false);
    StandIn besideOthers = HONEST.standIn(references(4), true);
    StandIn ofHalves = HONEST.standIn(halves(), true);

    assertThat(besideUnseen.margin().interval().high()).isLessThan(-0.8);
    assertThat(besideUnseen.distance().interval().low()).isGreaterThan(0.3);
    assertThat(besideOthers.margin().value()).isCloseTo(0, within(0.15));
    assertThat(besideOthers.distance().value()).isLessThan(0.1);
    assertThat(ofHalves.margin().value()).isCloseTo(0, within(0.15));
    assertThat(besideOthers.accuracy()).isBetween(0.7, 1.0);
    assertThat(HONEST.standIn(references(1), true).margin().value())
        .as("there are no others")
        .isNaN();
  }

  /**
   * Reference models see less of what is hard, and scatter more: a plain slope would leave of the
   * group a part of how hard it is.
   */
  @Test
  void shouldExpectOfAGroupWhatSmallerModelsSayOfItInTheirOwnMeasure() {
    References weaker = references(4);
    for (int model = 0; model < 4; model++) {
      Random whims = new Random(500 + model);
      double[] margins = weaker.margins()[model];
      Arrays.setAll(margins, i -> 0.6 * EASE[i] + WHIM * whims.nextGaussian());
    }

    assertThat(HONEST.marks().margin().value()).isLessThan(-1);
    assertThat(HONEST.marks(weaker).margin().value()).isCloseTo(0, within(0.1));
    assertThat(HONEST.marks(weaker).distance().value()).isLessThan(0.18);
    assertThat(REMEMBERS.marks(weaker).margin().interval().low()).isGreaterThan(0.8);
  }

  /** Of a group far from what unseen samples show of the slope. */
  @Test
  void shouldHoldWhatItsIntervalSaysOverManyHonestModels() {
    int within = 0;
    for (int draw = 0; draw < 40; draw++) {
      References references = references(4);
      for (int model = 0; model < 4; model++) {
        Random whims = new Random(5000 + 10 * draw + model);
        double[] margins = references.margins()[model];
        Arrays.setAll(margins, i -> 0.6 * EASE[i] + WHIM * whims.nextGaussian());
      }
      Interval found = asked(margins(700 + draw, i -> 0)).marks(references).margin().interval();
      within += found.low() <= 0 && found.high() >= 0 ? 1 : 0;
    }
    assertThat(within).isGreaterThanOrEqualTo(36);
  }

  /** Networks that differ about the set say less of it. */
  @Test
  void shouldBeLessSureWhereReferenceModelsDifferAboutTheSet() {
    References differing = references(4);
    for (int model = 0; model < 4; model++) {
      double offset = 0.4 * (model - 1.5);
      double[] margins = differing.margins()[model];
      IntStream.of(GROUP).forEach(row -> margins[row] += offset);
    }

    assertThat(width(HONEST.marks(differing).margin().interval()))
        .isGreaterThan(1.5 * width(HONEST.marks(references(4)).margin().interval()));
  }

  @Test
  void shouldNotTakeWhatPeopleAreByNatureForDifferentTreatment() {
    assertThat(HONEST.marks(references(4)).people().value()).isBetween(0.6, 1.6);
  }

  @Test
  void shouldBeUnseenSamplesWithoutModels() {
    assertThat(HONEST.marks(References.none())).isEqualTo(HONEST.marks());
  }

  @Test
  void shouldRefuseFiguresThatDoNotFitEachOther() {
    double[][] two = {{1, 2}};
    assertThatThrownBy(() -> new References(new int[] {1, 2, 3}, two, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model 0 has 2 margins and 2 hits for 3 samples");
    assertThatThrownBy(() -> new References(new int[] {1, 2}, two, new double[0][]))
        .hasMessageContaining("1 models have margins and 0 hits");
    assertThatThrownBy(() -> HONEST.marks(new References(new int[] {1, 2}, two, two)))
        .hasMessageContaining("no model was asked about sample");
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }
}
