// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.model.ModelVariable;
import io.lethe.unlearning.InvalidHyperParametersException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenBlocksTest {
  /** The blocks of ResNet-18 that own variables, one kernel each, and one statistic of bn1. */
  private static final List<ModelVariable> RESNET =
      List.of(
          variable("conv1/kernel", 0),
          variable("bn1/gamma", 1),
          variable("bn1/moving_mean", 1),
          variable("layer1/kernel", 4),
          variable("layer2/kernel", 5),
          variable("layer3/kernel", 6),
          variable("layer4/kernel", 7),
          variable("fc/kernel", 9));

  @Test
  void shouldFreezeTheStemAndTheFirstStageByDefault() {
    FrozenBlocks frozen = FrozenBlocks.first(5, "cf-k", RESNET, FrozenBlocksTest::trainable);

    assertThat(frozen.reinitializeMask()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
  }

  @Test
  void shouldLetMovingStatisticsOfFrozenBlocksFollowTheRetainRows() {
    FrozenBlocks frozen = FrozenBlocks.first(5, "cf-k", RESNET, FrozenBlocksTest::trainable);

    assertThat(frozen.updateMask(FrozenBlocksTest::trainable))
        .containsExactly(0, 0, 1, 0, 1, 1, 1, 1);
  }

  @Test
  void shouldTrainTheClassifierAloneAtTheLargestChoice() {
    FrozenBlocks frozen = FrozenBlocks.first(9, "cf-k", RESNET, FrozenBlocksTest::trainable);

    assertThat(frozen.reinitializeMask()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"10", "11", "2147483647"})
  void shouldRefuseToFreezeEverything(int k) {
    assertThatThrownBy(() -> FrozenBlocks.first(k, "eu-k", RESNET, FrozenBlocksTest::trainable))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage(
            "layers is "
                + k
                + "; eu-k freezes the first "
                + k
                + " blocks and the last weights of this model are in block 9, counted from 0:"
                + " choose from 1 to 9");
  }

  @Test
  void shouldSayWhereThereIsNothingToFreeze() {
    assertThatThrownBy(
            () -> FrozenBlocks.first(1, "cf-k", List.of(variable("dense/kernel", 0)), i -> true))
        .hasMessageContaining("it has nothing to freeze, choose another algorithm");
  }

  private static boolean trainable(int variable) {
    return !RESNET.get(variable).path().contains("moving");
  }

  private static ModelVariable variable(String path, int block) {
    return new ModelVariable(path.substring(0, path.indexOf('/')), path, new long[] {1}, block);
  }
}
