// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.training.TrainingReport;
import java.time.Duration;
import java.util.Objects;

/**
 * What a run has to tell; the forgetting itself is in the model.
 *
 * @param training the losses by epoch, the time and the number of images that were trained on
 * @param teacherDuration how long the parent's outputs took, zero where the algorithm has no
 *     teacher
 */
public record UnlearningResult(TrainingReport training, Duration teacherDuration) {

  /** Refuses nulls and a negative duration. */
  public UnlearningResult {
    Objects.requireNonNull(training, "training");
    if (teacherDuration.isNegative()) {
      throw new IllegalArgumentException(
          "teacherDuration is " + teacherDuration + "; it cannot be negative");
    }
  }

  public static UnlearningResult withoutTeacher(TrainingReport training) {
    return new UnlearningResult(training, Duration.ZERO);
  }
}
