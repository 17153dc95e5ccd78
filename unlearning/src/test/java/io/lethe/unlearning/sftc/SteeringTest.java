// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.model.Logits;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.unlearning.TeacherLogits;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteeringTest {
  private static final int AHEAD = TrainingLoop.STEPS_AHEAD;

  @Test
  void shouldMoveTheTargetsByWhatIsMissedFromTheFirstBatchOnThatIsNotMadeYet() {
    double[] margin = {5};
    Steering steering = new Steering(3, 0.5, 10, () -> margin[0]);

    for (int step = 0; step < 9; step++) {
      steering.finished(step, 100);
    }
    assertThat(steering.lift(99)).as("before the first measurement").isZero();
    steering.finished(9, 100);
    margin[0] = 2.5;
    for (int step = 10; step < 20; step++) {
      steering.finished(step, 100);
    }

    assertThat(steering.lift(9 + AHEAD - 1)).isZero();
    assertThat(steering.lift(9 + AHEAD)).isEqualTo(-1);
    assertThat(steering.lift(19 + AHEAD - 1)).isEqualTo(-1);
    assertThat(steering.lift(19 + AHEAD)).isEqualTo(-0.75);
  }

  @Test
  void shouldBringALaggingModelToItsGoal() {
    double[] margin = {4};
    double[] target = {1};
    Steering steering = new Steering(1, 1, AHEAD, () -> margin[0]);

    for (int step = 0; step < 40 * AHEAD; step++) {
      double aim = target[0] + steering.lift(step);
      margin[0] += 0.2 * ((4 + aim) / 2 - margin[0]); // stops half way to its target
      steering.finished(step, 40 * AHEAD);
    }

    assertThat(margin[0]).isCloseTo(1, within(0.05));
  }

  @Test
  void shouldAskNothingWithoutGainAndNothingThatCannotCountAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    Steering idle = new Steering(3, 0, AHEAD, asked::incrementAndGet);
    Steering late = new Steering(3, 1, AHEAD, asked::incrementAndGet);

    for (int step = 0; step < 50; step++) {
      idle.finished(step, 50);
    }
    for (int step = 50 - AHEAD; step < 50; step++) {
      late.finished(step, 50);
    }

    assertThat(asked).hasValue(0);
    assertThat(idle.lift(49)).isZero();
  }

  @Test
  void shouldNeverAskForMoreThanCertainty() {
    Steering steering = new Steering(-1000, 100, AHEAD, () -> 1000);

    for (int step = 0; step < 100; step++) {
      steering.finished(step, 100);
    }

    assertThat(steering.lift(99)).isEqualTo(-30);
  }

  @Test
  void shouldLiftTheTrueClassOfKnownTargetsAndKeepTheTeachersOwn() {
    TeacherLogits outputs =
        new TeacherLogits(new int[] {3, 8}, new Logits(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    KnownTargets targets = new KnownTargets(outputs, step -> step);

    assertThat(targets.of(2, new int[] {8, 3}, new int[] {0, 2}))
        .isDeepEqualTo(new float[][] {{6, 5, 6}, {1, 2, 5}});
    assertThat(outputs.of(8)).containsExactly(4, 5, 6);
  }
}
