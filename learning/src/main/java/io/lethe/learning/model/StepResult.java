// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

/**
 * What a training pass reports, from before its update.
 *
 * @param loss the sum of the two parts
 * @param crossEntropy the weighted cross entropy
 * @param distillation the weighted divergence
 */
public record StepResult(float loss, float crossEntropy, float distillation) {

  /** Refuses a loss that is not a finite number, which must end a training. */
  public StepResult {
    if (!Float.isFinite(loss) || !Float.isFinite(crossEntropy) || !Float.isFinite(distillation)) {
      throw new DivergedException(
          "the loss is "
              + loss
              + " (cross entropy "
              + crossEntropy
              + ", distillation "
              + distillation
              + "); the training has diverged, use a smaller learning rate");
    }
  }
}
