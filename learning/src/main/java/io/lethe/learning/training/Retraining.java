// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import static io.lethe.domain.policy.HyperParameter.AUGMENTATION;
import static io.lethe.domain.policy.HyperParameter.BATCH_SIZE;
import static io.lethe.domain.policy.HyperParameter.EPOCHS;
import static io.lethe.domain.policy.HyperParameter.LEARNING_RATE;
import static java.util.Objects.requireNonNull;

import io.lethe.domain.policy.HyperParameter;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.TrainableModel;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The recipe of a training from nothing: every weight is drawn anew, then Adam learns the rows
 * along a cosine from the first learning rate to 0. With a seed, rows, and the {@linkplain
 * io.lethe.learning.model.Numerics numerics} of the machine it fixes every byte of the model, so
 * that who has these can make a retrained version again and compare.
 *
 * @param learningRate Adam's first step size, finite and above 0 (also as a 32-bit float)
 * @param epochs passes over the rows, at least 1
 * @param batchSize rows a step, at least 1
 * @param augmentation of the images
 */
public record Retraining(
    double learningRate, int epochs, int batchSize, AugmentationChoice augmentation) {

  /** The signature that a model needs. */
  public static final String REINITIALIZE = "reinitialize";

  /** That of the paper's originals: 30 epochs from 1e-3 in batches of 64, images as they are. */
  public static final Retraining OF_THE_PAPER =
      new Retraining(1e-3, 30, 64, AugmentationChoice.NONE);

  /** Refuses numbers out of range. */
  public Retraining {
    requireNonNull(augmentation, "augmentation");
    if (!((float) learningRate > 0) || !Float.isFinite((float) learningRate)) {
      throw new IllegalArgumentException(
          LEARNING_RATE.label() + " is " + learningRate + "; it must be finite and above 0");
    }
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "%s %d and %s %d must be at least 1"
              .formatted(EPOCHS.label(), epochs, BATCH_SIZE.label(), batchSize));
    }
  }

  /**
   * The recipe that a job names.
   *
   * @param hyperParameters of the job; what it leaves open is {@link #OF_THE_PAPER}
   * @throws IllegalArgumentException if a value is none of this kind
   */
  public static Retraining of(Map<String, String> hyperParameters) {
    return new Retraining(
        Double.parseDouble(text(hyperParameters, LEARNING_RATE, OF_THE_PAPER.learningRate)),
        Integer.parseInt(text(hyperParameters, EPOCHS, OF_THE_PAPER.epochs)),
        Integer.parseInt(text(hyperParameters, BATCH_SIZE, OF_THE_PAPER.batchSize)),
        AugmentationChoice.of(
                text(hyperParameters, AUGMENTATION, OF_THE_PAPER.augmentation.decimal()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        AUGMENTATION.label() + " must be none (0) or standard (1)")));
  }

  private static String text(
      Map<String, String> hyperParameters, HyperParameter name, Object otherwise) {
    return hyperParameters.getOrDefault(name.label(), otherwise.toString()).strip();
  }

  /** Draws every weight anew. */
  public void begin(TrainableModel model, long seed) {
    model.reinitialize(seed, model.fullMask());
  }

  /** How it trains then. */
  public TrainingSettings settings(long seed) {
    return TrainingSettings.plain(
            epochs, batchSize, new LearningRate.Cosine((float) learningRate), seed)
        .with(augmentation.augmentation());
  }

  /**
   * Begins anew and trains on these rows to the end.
   *
   * @param cancelled asked between steps; true ends it with a CancellationException
   * @throws io.lethe.learning.model.ModelException if the model lacks the signature, or a loss is
   *     not a number
   */
  public void run(
      TrainableModel model,
      Dataset dataset,
      int[] rows,
      long seed,
      ProgressListener progress,
      BooleanSupplier cancelled) {
    begin(model, seed);
    new TrainingLoop(model, dataset)
        .run(rows, Objective.crossEntropy(), settings(seed), progress, cancelled);
  }
}
