// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

  @Test
  void shouldRecoverTheModelThatMadeTheData() {
    Random random = new Random(1);
    int n = 40_000;
    double[] values = new double[2 * n];
    boolean[] member = new boolean[n];
    for (int i = 0; i < n; i++) {
      values[2 * i] = 5 + 2 * random.nextGaussian();
      values[2 * i + 1] = random.nextGaussian() / 10;
      member[i] = random.nextDouble() < probability(values[2 * i], values[2 * i + 1]);
    }
    Attack attack = new LogisticRegression(1e-6).train(new FeatureMatrix(values, n, 2), member, 0);

    double[][] asked = {{4, 0.1}, {6, -0.1}, {5, 0}};
    double[] answers = attack.memberProbabilities(FeatureMatrix.of(asked, 2));

    for (int i = 0; i < asked.length; i++) {
      assertThat(answers[i]).isCloseTo(probability(asked[i][0], asked[i][1]), within(0.015));
    }
  }

  @Test
  void shouldStayFiniteOnSeparableRowsAndConstantColumns() {
    FeatureMatrix rows = FeatureMatrix.of(new double[][] {{-1, 7}, {-2, 7}, {1, 7}, {2, 7}}, 2);

    Attack attack =
        new LogisticRegression(0.01).train(rows, new boolean[] {false, false, true, true}, 0);

    assertThat(attack.nonMemberVotes(rows)).containsExactly(1, 1, 0, 0);
    assertThat(Arrays.stream(attack.memberProbabilities(rows))).allMatch(p -> p >= 0 && p <= 1);
  }

  @Test
  void shouldAgreeWithTheShareOfMembersWhereFeaturesSayNothing() {
    FeatureMatrix rows = FeatureMatrix.of(new double[][] {{3}, {3}, {3}, {3}}, 1);

    Attack attack =
        new LogisticRegression(1).train(rows, new boolean[] {true, true, true, false}, 0);

    assertThat(attack.memberProbabilities(rows)[0]).isCloseTo(0.75, within(1e-3));
  }

  @Test
  void shouldRefuseAPenaltyOfZero() {
    assertThatThrownBy(() -> new LogisticRegression(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0");
  }

  private static double probability(double a, double b) {
    return 1 / (1 + Math.exp(-(0.5 * (a - 5) + 4 * b - 0.25)));
  }
}
