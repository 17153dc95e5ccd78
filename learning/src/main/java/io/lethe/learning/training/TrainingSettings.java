// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.util.Objects;
import java.util.Optional;

/**
 * How a run trains.
 *
 * @param epochs at least 1
 * @param batchSize rows of a full batch, at least 1; the last one of an epoch may be shorter
 * @param learningRate by step
 * @param temperature of the distillation, above 0
 * @param augmentation of the images
 * @param seed of shuffling and augmentation
 * @param updateMask one number a variable, 1 moves and 0 stays; empty lets everything move
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    LearningRate learningRate,
    float temperature,
    Augmentation augmentation,
    long seed,
    Optional<float[]> updateMask) {

  /** Refuses counts below 1 and a temperature that is not positive. */
  public TrainingSettings {
    Objects.requireNonNull(learningRate, "learningRate");
    Objects.requireNonNull(augmentation, "augmentation");
    updateMask = updateMask.map(float[]::clone);
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "epochs " + epochs + " and batch size " + batchSize + " must be at least 1");
    }
    if (!(temperature > 0) || Float.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; it must be a number above 0");
    }
  }

  /** Everything moves, temperature 1, no augmentation. */
  public static TrainingSettings plain(
      int epochs, int batchSize, LearningRate learningRate, long seed) {
    return new TrainingSettings(
        epochs, batchSize, learningRate, 1, Augmentation.none(), seed, Optional.empty());
  }

  /** The same with another augmentation. */
  public TrainingSettings with(Augmentation other) {
    return new TrainingSettings(
        epochs, batchSize, learningRate, temperature, other, seed, updateMask);
  }

  /** The same with an update mask. */
  public TrainingSettings withUpdateMask(float[] mask) {
    return new TrainingSettings(
        epochs, batchSize, learningRate, temperature, augmentation, seed, Optional.of(mask));
  }

  /** The same with another temperature. */
  public TrainingSettings withTemperature(float other) {
    return new TrainingSettings(
        epochs, batchSize, learningRate, other, augmentation, seed, updateMask);
  }
}
