// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.retrain;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.Set;

/**
 * Exact unlearning: forget every weight and train anew on the retain rows with the recipe of the
 * original (Adam, cosine schedule from the initial learning rate to 0, 30 epochs). The last rung of
 * a ladder, and the yardstick of the others. Needs a model with the {@code reinitialize} signature.
 * Cost: epochs x |retain| rows.
 */
public final class Retrain implements UnlearningAlgorithm {
  public static final String REINITIALIZE = "reinitialize";
  private static final int EPOCHS_OF_THE_ORIGINAL = 30;

  @Override
  public Algorithm algorithm() {
    return Algorithm.RETRAIN;
  }

  @Override
  public HyperParameters defaults() {
    return HyperParameters.ofThePaper().withEpochs(EPOCHS_OF_THE_ORIGINAL);
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of(REINITIALIZE);
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    context.model().reinitialize(context.seed(), context.model().fullMask());
    double rate = context.hyperParameters().learningRate();
    TrainingSettings settings = Training.settings(context, new LearningRate.Cosine((float) rate));
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.retain(), Objective.crossEntropy(), settings));
  }
}
