// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodRatioAttackTest {
  private static final int MODELS = 16;
  private static final int PEOPLE = 120;
  private static final int ROWS_OF_ONE = 5;

  @Test
  void shouldScoreEachModelByTheOthersAsComputedByHand() {
    // The score is log(sigma_r / sigma_u) + ((x - mu_r)^2 / var_r - (x - mu_u)^2 / var_u) / 2.
    // Without model 0: mu_u 5, mu_r 1, both var 2; without 1: 4, 0, 8; without 2: 3, -1, 2.
    // Unlearned 2, 4, 6: -2, 1, 10. Retrained -2, 0, 2: -10, -1, 2.
    ModelMargins unlearned = margins(new double[][] {{2}, {4}, {6}});
    ModelMargins retrained = margins(new double[][] {{-2}, {0}, {2}});

    LikelihoodRatioAttack attack = LikelihoodRatioAttack.of(unlearned, retrained, new int[] {0});

    // 1 + 2 + 3 of 9 comparisons are won
    assertThat(attack.samples().area()).isCloseTo(6.0 / 9, within(1e-12));
    assertThat(attack.people()).isEqualTo(attack.samples());
    assertThat(attack.samples().negatives()).isEqualTo(3);
  }

  @Test
  void shouldAddUpAPersonsRows() {
    // A row alone leaves doubt in half the models, the other row in the other half; never both.
    double[][] unlearned = {{0, 9}, {9, 0}, {0, 9}, {9, 0}};
    double[][] retrained = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};

    LikelihoodRatioAttack apart =
        LikelihoodRatioAttack.of(margins(unlearned), margins(retrained), new int[] {0, 1});
    LikelihoodRatioAttack together =
        LikelihoodRatioAttack.of(margins(unlearned), margins(retrained), new int[] {0, 0});

    assertThat(apart.people().area()).isEqualTo(apart.samples().area()).isLessThan(1);
    assertThat(together.people().area()).isEqualTo(1);
    assertThat(together.people().positives()).isEqualTo(4);
    assertThat(together.samples().positives()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldGuessWhereBothSidesAreAlike(long seed) {
    Random random = new Random(seed);
    double[] rows = rows(random);

    LikelihoodRatioAttack attack =
        LikelihoodRatioAttack.of(models(rows, 0, random), models(rows, 0, random), people());

    assertThat(attack.samples().area()).isCloseTo(0.5, within(0.03));
    assertThat(attack.people().area()).isCloseTo(0.5, within(0.05));
    assertThat(attack.samples().atOnePercent().orElseThrow()).isCloseTo(0.01, within(0.01));
  }

  @Test
  void shouldFindAShiftAndMoreOfItByPerson() {
    Random random = new Random(4);
    double[] rows = rows(random);

    LikelihoodRatioAttack attack =
        LikelihoodRatioAttack.of(models(rows, 1, random), models(rows, 0, random), people());

    // One normal against another, a deviation apart: Phi(1 / sqrt 2) = 0.76; five rows: 0.94.
    assertThat(attack.samples().area()).isCloseTo(0.76, within(0.05));
    assertThat(attack.people().area()).isCloseTo(0.94, within(0.05));
  }

  @Test
  void shouldTurnRoundWithItsSides() {
    Random random = new Random(5);
    double[] rows = rows(random);
    ModelMargins one = models(rows, 0.7, random);
    ModelMargins other = models(rows, 0, random);

    // The score changes its sign with the sides, and who is positive changes too.
    assertThat(LikelihoodRatioAttack.of(other, one, people()).samples().area())
        .isCloseTo(LikelihoodRatioAttack.of(one, other, people()).samples().area(), within(1e-12));
    AttackPower there = AttackPower.of(one.values()[0], other.values()[0]);
    AttackPower back = AttackPower.of(other.values()[0], one.values()[0]);
    assertThat(back.area()).isCloseTo(1 - there.area(), within(1e-12));
  }

  @Test
  void shouldHaveAFloorWhereModelsAgreeToTheLastDigit() {
    ModelMargins unlearned = margins(new double[][] {{3}, {3}, {3}});
    ModelMargins retrained = margins(new double[][] {{2}, {2}, {2}});

    assertThat(LikelihoodRatioAttack.of(unlearned, retrained, new int[] {0}).samples().area())
        .isEqualTo(1);
    assertThat(LikelihoodRatioAttack.of(retrained, retrained, new int[] {0}).samples().area())
        .isEqualTo(0.5);
    assertThat(Normal.of(new double[] {3, 3})).isEqualTo(new Normal(3, Normal.FLOOR));
    assertThat(Normal.of(new double[] {3})).isEqualTo(new Normal(3, Normal.FLOOR));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseMarginsThatAreNotFinite(double margin) {
    assertThatThrownBy(() -> margins(new double[][] {{0, 1}, {0, margin}}))
        .hasMessageContaining("row 1 under model 1 is " + margin);
  }

  @Test
  void shouldRefuseSidesThatDoNotFit() {
    ModelMargins two = margins(new double[][] {{0}, {1}});
    ModelMargins three = margins(new double[][] {{0}, {1}, {2}});
    ModelMargins one = margins(new double[][] {{0}});
    ModelMargins wide = margins(new double[][] {{0, 1}, {1, 1}});

    assertThatThrownBy(() -> LikelihoodRatioAttack.of(two, three, new int[] {0}))
        .hasMessageContaining("2 models unlearned and 3 retrained");
    assertThatThrownBy(() -> LikelihoodRatioAttack.of(one, one, new int[] {0}))
        .hasMessageContaining("at least 2 a side");
    assertThatThrownBy(() -> LikelihoodRatioAttack.of(two, wide, new int[] {0}))
        .hasMessageContaining("1 rows unlearned, 2 retrained");
    assertThatThrownBy(() -> LikelihoodRatioAttack.of(two, two, new int[] {0, 1}))
        .hasMessageContaining("2 with a person");
    assertThatThrownBy(() -> margins(new double[0][])).hasMessageContaining("no margins");
    assertThatThrownBy(() -> margins(new double[][] {{0}, {0, 1}}))
        .hasMessageContaining("model 1 has margins of 2 rows and model 0 of 1");
  }

  private static ModelMargins margins(double[][] values) {
    return new ModelMargins(values);
  }

  /** Rows are not equally hard. */
  private static double[] rows(Random random) {
    return random.doubles(PEOPLE * ROWS_OF_ONE, -3, 8).toArray();
  }

  private static ModelMargins models(double[] rows, double shift, Random random) {
    return margins(
        IntStream.range(0, MODELS)
            .mapToObj(
                model ->
                    Arrays.stream(rows).map(row -> row + shift + random.nextGaussian()).toArray())
            .toArray(double[][]::new));
  }

  private static int[] people() {
    return IntStream.range(0, PEOPLE * ROWS_OF_ONE).map(row -> row / ROWS_OF_ONE).toArray();
  }
}
