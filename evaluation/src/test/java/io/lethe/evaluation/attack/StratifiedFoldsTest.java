// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedFoldsTest {

  @Test
  void shouldSpreadEveryStratumEvenly() {
    int[] strata = IntStream.range(0, 203).map(i -> i % 4).toArray();

    int[] folds = StratifiedFolds.assign(strata, 5, 3);

    for (int stratum = 0; stratum < 4; stratum++) {
      for (int fold = 0; fold < 5; fold++) {
        int s = stratum;
        int f = fold;
        long count =
            IntStream.range(0, strata.length).filter(i -> strata[i] == s && folds[i] == f).count();
        assertThat(count).isBetween(10L, 11L);
      }
    }
  }

  @Test
  void shouldFollowTheSeed() {
    int[] strata = new int[50];

    assertThat(StratifiedFolds.assign(strata, 5, 1))
        .isEqualTo(StratifiedFolds.assign(strata, 5, 1));
    assertThat(StratifiedFolds.assign(strata, 5, 1))
        .isNotEqualTo(StratifiedFolds.assign(strata, 5, 2));
  }

  @Test
  void shouldRefuseASingleFold() {
    assertThatThrownBy(() -> StratifiedFolds.assign(new int[3], 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2");
  }
}
