// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.layers;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.Retraining;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.Set;

/**
 * Exact unlearning of the last layers, EU-k: as {@link CfK}, but the blocks from k on forget
 * everything first. All their weights and moving statistics are drawn anew, "randomly initializes
 * the rest layers" in the paper's words. (Its authors' code draws convolutions and dense layers
 * only, and keeps the parent's batch normalisation, which has seen the forget rows.)
 *
 * <p>Needs a model with the {@code reinitialize} signature that takes a mask. Cost: at most epochs
 * x |retain| training rows. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2201.06640">Goel et al., Towards Adversarial Evaluations for
 *     Inexact Machine Unlearning</a>
 */
public final class EuK implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.EU_K;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of(Retraining.REINITIALIZE);
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    TrainableModel model = context.model();
    FrozenBlocks frozen =
        FrozenBlocks.first(
            context.hyperParameters().layers(), name(), model.variables(), model::isTrainable);
    model.reinitialize(context.seed(), frozen.reinitializeMask());
    TrainingSettings settings =
        Training.settings(context).withUpdateMask(frozen.updateMask(model::isTrainable));
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.retain(), Objective.crossEntropy(), settings));
  }
}
