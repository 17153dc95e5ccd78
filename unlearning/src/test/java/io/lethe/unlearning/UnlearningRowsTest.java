// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UnlearningRowsTest {

  @Test
  void shouldRetainTrainWithoutExcluded() {
    UnlearningRows rows =
        UnlearningRows.ofTrainWithout(
            new int[] {0, 1, 2, 3, 4}, new int[] {4, 1, 3}, new int[] {3});

    assertThat(rows.retain()).containsExactly(0, 2);
    assertThat(rows.forget()).containsExactly(3);
    assertThat(rows.union()).containsExactly(0, 2, 3);
    assertThat(rows.isRetain(4)).isFalse();
    assertThat(rows.isForget(4)).isFalse();
  }

  @Test
  void shouldRefuseAForgetRowThatIsNotExcluded() {
    assertThatThrownBy(
            () -> UnlearningRows.ofTrainWithout(new int[] {0, 1, 2}, new int[] {1}, new int[] {2}))
        .hasMessage(
            "row 2 is to be forgotten and not excluded; the excluded set must hold the whole forget set");
  }

  @Test
  void shouldRefuseRowsOutsideTheTrainSplit() {
    assertThatThrownBy(
            () ->
                UnlearningRows.ofTrainWithout(new int[] {0, 1, 2}, new int[] {1, 7}, new int[] {1}))
        .hasMessage(
            "the excluded set holds row 7, which is not in the train split of this dataset");
    assertThatThrownBy(
            () ->
                UnlearningRows.ofTrainWithout(
                    new int[] {0, 1, 2}, new int[] {-1, 1}, new int[] {1}))
        .hasMessage(
            "the excluded set holds row -1, which is not in the train split of this dataset");
  }

  @Test
  void shouldRefuseEmptySets() {
    assertThatThrownBy(
            () -> UnlearningRows.ofTrainWithout(new int[] {0, 1}, new int[] {0, 1}, new int[] {1}))
        .hasMessage(
            "the excluded set holds all 2 rows of the train split and leaves none to retain; a model"
                + " needs at least one row to learn from: take the model out of service instead");
    assertThatThrownBy(
            () -> UnlearningRows.ofTrainWithout(new int[] {0, 1}, new int[] {0}, new int[0]))
        .hasMessage("the forget set is empty; unlearning needs rows in it");
  }

  @Test
  void shouldRefuseARowInBothSets() {
    assertThatThrownBy(() -> UnlearningRows.of(new int[] {0, 1}, new int[] {1}))
        .hasMessage("a row is both in the retain and in the forget set; retain must leave it out");
    assertThatThrownBy(() -> UnlearningRows.of(new int[] {0, 0}, new int[] {1}))
        .hasMessage("the retain set holds row 0 twice");
  }
}
