// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.List;
import java.util.Map;

/** Ladders that the project stands for. */
public final class Ladders {

  private Ladders() {}

  /**
   * The default for any data: SFTC whose teacher never saw the rows, which finds the strength that
   * the data need while it runs, then the same at twice the length, then {@code retrain}.
   *
   * <p>Why these: docs/decisions/0023-one-ladder-for-any-data.md.
   */
  public static List<Strategy> standard() {
    return standard(new Strategy(Algorithm.RETRAIN.label(), Map.of()));
  }

  /** The same above this last rung. */
  public static List<Strategy> standard(Strategy last) {
    return List.of(steered(2, 3), steered(4, 6), last);
  }

  private static Strategy steered(int epochs, int teacherEpochs) {
    return new Strategy(
        Algorithm.SFTC.label(),
        Map.of(
            HyperParameter.TEACHER.label(), Teacher.BLENDED.label(),
            HyperParameter.TEACHER_EPOCHS.label(), Integer.toString(teacherEpochs),
            HyperParameter.LEARNING_RATE.label(), "0.001",
            HyperParameter.RATE_SCHEDULE.label(), RateSchedule.COSINE.label(),
            HyperParameter.EPOCHS.label(), Integer.toString(epochs),
            HyperParameter.FORGET_WEIGHT.label(), "4",
            HyperParameter.STEERING.label(), "1"));
  }
}
