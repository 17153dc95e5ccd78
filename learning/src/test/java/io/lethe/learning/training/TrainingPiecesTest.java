// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.dataset.ImageShape;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainingPiecesTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 1);
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6};

  private static List<Byte> augment(Augmentation augmentation, SplittableRandom random) {
    ByteBuffer target = ByteBuffer.allocate(6);
    augmentation.apply(IMAGE, SHAPE, target, random);
    assertThat(target.hasRemaining()).isFalse();
    return List.of(
        target.get(0), target.get(1), target.get(2), target.get(3), target.get(4), target.get(5));
  }

  @Test
  void shouldFlipHalfOfTheTimeAndChangeNothingElse() {
    SplittableRandom random = new SplittableRandom(1);
    Set<List<Byte>> seen = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      seen.add(augment(new Augmentation(0, true), random));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            List.of((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6),
            List.of((byte) 3, (byte) 2, (byte) 1, (byte) 6, (byte) 5, (byte) 4));
  }

  @Test
  void shouldShiftWithBlackBorders() {
    SplittableRandom random = new SplittableRandom(2);
    Set<List<Byte>> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      seen.add(augment(new Augmentation(1, false), random));
    }
    assertThat(seen)
        .hasSize(9)
        .contains(List.of((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 2))
        .contains(List.of((byte) 5, (byte) 6, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
  }

  @Test
  void shouldFollowHalfACosine() {
    LearningRate rate = new LearningRate.Cosine(0.1f);
    assertThat(rate.at(0, 100)).isEqualTo(0.1f);
    assertThat(rate.at(50, 100)).isCloseTo(0.05f, within(1e-7f));
    assertThat(rate.at(99, 100)).isBetween(0f, 1e-4f);
    assertThat(new LearningRate.Constant(0.3f).at(7, 9)).isEqualTo(0.3f);
  }

  @Test
  void shouldRefuseSettingsThatCannotWork() {
    assertThatThrownBy(() -> new LearningRate.Constant(Float.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new LearningRate.Cosine(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Augmentation(-1, true)).hasMessageContaining("-1 pixels");
    LearningRate rate = new LearningRate.Constant(1e-3f);
    assertThatThrownBy(() -> TrainingSettings.plain(0, 64, rate, 1))
        .hasMessageContaining("epochs 0");
    assertThatThrownBy(() -> TrainingSettings.plain(1, 64, rate, 1).withTemperature(0))
        .hasMessageContaining("temperature is 0.0");
    assertThatThrownBy(() -> new StepTargets(2, 3).targetLogits(0, new float[2]))
        .hasMessageContaining("2 logits for 3 classes");
  }
}
