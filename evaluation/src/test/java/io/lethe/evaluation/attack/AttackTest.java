// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AttackTest {

  private static final FeatureMatrix ROWS = FeatureMatrix.of(new double[][] {{1}, {2}, {3}}, 1);

  @Test
  void shouldCallARowANonMemberUnlessTheAttackerLeansToMember() {
    Attack attack = rows -> new double[] {0.2, 0.5, 0.51};

    assertThat(attack.nonMemberVotes(ROWS)).containsExactly(1, 1, 0);
  }

  @Test
  void shouldRefuseToCountAnAnswerThatIsNoNumber() {
    Attack attack = rows -> new double[] {0.2, Double.NaN, 0.3};

    assertThatThrownBy(() -> attack.nonMemberVotes(ROWS))
        .isInstanceOf(AttackException.class)
        .hasMessageContaining("row 1 is NaN");
  }

  @Test
  void shouldRefuseFeaturesThatAreNotFinite() {
    assertThatThrownBy(() -> FeatureMatrix.of(new double[][] {{1}, {Double.NaN}}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1 is NaN");
  }

  @Test
  void shouldShowTheLossAwareAttackerSortedProbabilitiesAndTheTrueLabelsLoss() {
    FeatureMatrix features =
        FeatureMatrix.sortedWithLabelLoss(
            new double[][] {{0.7, 0.1, 0.2}, {1, 0, 0}}, new int[] {2, 1}, 3);

    assertThat(features.select(new int[] {0}).values())
        .containsExactly(0.1, 0.2, 0.7, -Math.log(0.2));
    assertThat(features.at(1, 3)).isEqualTo(-Math.log(1e-12));
  }
}
