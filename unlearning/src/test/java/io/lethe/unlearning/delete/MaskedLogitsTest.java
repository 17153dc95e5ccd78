// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.delete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.StepTargets;
import io.lethe.unlearning.GraphLoss;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.sftc.SftcObjective;
import org.junit.jupiter.api.Test;

class MaskedLogitsTest {
  private static final float LN_2 = (float) Math.log(2);
  private static final float LN_3 = (float) Math.log(3);

  @Test
  void shouldLeaveTheOthersAsTheyWereAndTheTrueClassNothing() {
    MaskedLogits targets = masked(new float[][] {{9, LN_2, 0, LN_3}, {LN_3, 0, 0, -4}});

    float[][] drawn = targets.of(0, new int[] {1, 0}, new int[] {0, 0});

    assertThat(drawn[1]).containsExactly(LN_3 - 1_000, LN_2, 0, LN_3);
    assertThat(drawn[0]).containsExactly(-1_000, 0, 0, -4);
    assertThat((float) Math.exp(drawn[1][0])).isZero();
  }

  @Test
  void shouldMaskEvenWhereTheParentSaysNothingElse() {
    float[][] drawn = masked(new float[][] {{40_000, -30_000}}).of(0, new int[] {0}, new int[] {0});

    assertThat(drawn[0]).containsExactly(-31_000, -30_000);
  }

  @Test
  void shouldSpoilNoOutputOfTheParent() {
    MaskedLogits targets = masked(new float[][] {{1, 2, 3}});

    targets.of(0, new int[] {0}, new int[] {2});

    assertThat(targets.of(0, new int[] {0}, new int[] {1})[0]).containsExactly(1, 3 - 1_000, 3);
  }

  @Test
  void shouldRefuseALabelThatTheParentDoesNotKnow() {
    assertThatThrownBy(() -> masked(new float[][] {{1, 2, 3}}).of(0, new int[] {0}, new int[] {3}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /**
   * Parent's others 2 : 1 : 3, so that the target is 0, 1/3, 1/6, 1/2; a student that says 1/4 each
   * is ln 4 less the target's entropy away, and is pulled by 1/4 less the target.
   */
  @Test
  void shouldPullTheStudentTowardsTheOthersShares() {
    float[][] parent = {{9, LN_2, 0, LN_3}, {1, 0, 0, 0}};
    SftcObjective objective =
        new SftcObjective(
            UnlearningRows.of(new int[] {1}, new int[] {0}),
            Parity.teacher(new int[] {0, 1}, parent),
            masked(parent),
            2);
    StepTargets targets = new StepTargets(2, 4);

    objective.fill(new Batch(0, 0, new int[] {0, 1}, new int[] {0, 0}), targets);

    GraphLoss loss =
        GraphLoss.of(new float[][] {new float[4], parent[1]}, new int[] {0, 0}, targets, 1);
    double entropy = Math.log(3) / 3 + Math.log(6) / 6 + Math.log(2) / 2;
    assertThat(loss.distillation()).isCloseTo(Math.log(4) - entropy, within(1e-6)); // 2 x 1/2
    assertThat(loss.gradient()[0])
        .containsExactly(
            new double[] {0.25, 0.25 - 1 / 3.0, 0.25 - 1 / 6.0, 0.25 - 0.5}, within(1e-6));
    assertThat(targets.crossEntropyWeight(0)).isZero();
    assertThat(targets.crossEntropyWeight(1)).isEqualTo(1);
    assertThat(targets.targetLogits(1)).containsExactly(parent[1]);
  }

  private static MaskedLogits masked(float[][] parent) {
    int[] ordinals = new int[parent.length];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = i;
    }
    return new MaskedLogits(Parity.teacher(ordinals, parent));
  }
}
