// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.evaluation.metrics.Proportion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttackParityTest {

  private static final int CLASSES = 10;

  static List<MembershipFixture> fixtures() throws Exception {
    return MembershipFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void shouldFindAsManyNonMembersAsTheReferencesCatBoost(MembershipFixture fixture) {
    CrossValidatedAttack attack =
        CrossValidatedAttack.run(
            new GradientBoosting(GradientBoosting.DEFAULT_ROUNDS),
            new CrossValidatedAttack.Rows(
                FeatureMatrix.of(fixture.attackRows(), CLASSES), fixture.member(), fixture.fold()),
            42,
            List.of(FeatureMatrix.of(fixture.forgetRows(), CLASSES)),
            2);

    assertThat(Proportion.mean(attack.nonMemberShares().get(0)).value())
        .isCloseTo(fixture.expected().at("/catboost_spread/tnr_mean").asDouble(), within(0.02));
    assertThat(attack.accuracy())
        .isCloseTo(
            fixture.expected().at("/catboost_spread/cv_accuracy_mean").asDouble(), within(0.03));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void shouldSeeWhatTheLossAwareReferenceSees(MembershipFixture fixture) {
    CrossValidatedAttack attack =
        CrossValidatedAttack.run(
            new LogisticRegression(1),
            new CrossValidatedAttack.Rows(
                FeatureMatrix.sortedWithLabelLoss(
                    fixture.attackRows(), fixture.attackClasses(), CLASSES),
                fixture.member(),
                fixture.fold()),
            42,
            List.of(
                FeatureMatrix.sortedWithLabelLoss(
                    fixture.forgetRows(), fixture.forgetClasses(), CLASSES)),
            1);

    String reference = "/other_attackers/logistic_sorted_plus_label_loss";
    assertThat(Proportion.mean(attack.nonMemberShares().get(0)).value())
        .isCloseTo(fixture.expected().at(reference + "/tnr").asDouble(), within(0.03));
    assertThat(attack.accuracy())
        .isCloseTo(fixture.expected().at(reference + "/cv_accuracy").asDouble(), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void shouldGiveTheSameAttackTwiceForTheSameSeed(MembershipFixture fixture) {
    FeatureMatrix rows = FeatureMatrix.of(fixture.attackRows(), CLASSES);
    AttackTrainer trainer = new GradientBoosting(50);

    double[] first = trainer.train(rows, fixture.member(), 7).memberProbabilities(rows);
    double[] second = trainer.train(rows, fixture.member(), 7).memberProbabilities(rows);
    double[] other = trainer.train(rows, fixture.member(), 1L << 40).memberProbabilities(rows);

    assertThat(first).isEqualTo(second);
    assertThat(first).isNotEqualTo(other);
  }
}
