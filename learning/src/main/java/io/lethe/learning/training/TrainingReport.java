// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.time.Duration;
import java.util.List;

/**
 * What a run did.
 *
 * @param epochs in order
 * @param duration wall-clock time of all
 * @param images how many images went through a training pass
 */
public record TrainingReport(List<EpochReport> epochs, Duration duration, long images) {

  /** Copies the list. */
  public TrainingReport {
    epochs = List.copyOf(epochs);
  }
}
