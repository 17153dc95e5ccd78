// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.retrain;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.Retraining;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.Set;

/**
 * Exact unlearning: forget every weight and train anew on the retain rows with the recipe of the
 * original ({@link Retraining}). The last rung of a ladder, and the yardstick of the others. Needs
 * a model with the {@code reinitialize} signature. Cost: epochs x |retain| rows.
 */
public final class Retrain implements UnlearningAlgorithm {
  @Override
  public Algorithm algorithm() {
    return Algorithm.RETRAIN;
  }

  @Override
  public HyperParameters defaults() {
    return HyperParameters.forTraining(
        Retraining.OF_THE_PAPER.learningRate(),
        Retraining.OF_THE_PAPER.epochs(),
        Retraining.OF_THE_PAPER.batchSize());
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of(Retraining.REINITIALIZE);
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    HyperParameters chosen = context.hyperParameters();
    Retraining recipe =
        new Retraining(
            chosen.learningRate(), chosen.epochs(), chosen.batchSize(), chosen.augmentation());
    recipe.begin(context.model(), context.seed());
    return UnlearningResult.withoutTeacher(
        Training.run(
            context, context.retain(), Objective.crossEntropy(), recipe.settings(context.seed())));
  }
}
