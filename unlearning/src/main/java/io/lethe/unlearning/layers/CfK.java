// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.layers;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;

/**
 * Catastrophic forgetting of the last layers, CF-k: start from the parent, freeze its first k
 * blocks, and fine-tune the others on the retain rows,
 *
 * <pre>min over w[k..] of  1/B sum CE(softmax(z_i), y_i),  i in Dr,  w[..k) of the parent</pre>
 *
 * <p>with a constant learning rate and a fresh Adam. What {@linkplain FrozenBlocks frozen} means is
 * told there. k = 5 as in the paper's tables. Cost: at most epochs x |retain| training rows; the
 * backward pass ends at block k. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2201.06640">Goel et al., Towards Adversarial Evaluations for
 *     Inexact Machine Unlearning</a>
 */
public final class CfK implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.CF_K;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    TrainableModel model = context.model();
    FrozenBlocks frozen =
        FrozenBlocks.first(
            context.hyperParameters().layers(), name(), model.variables(), model::isTrainable);
    TrainingSettings settings =
        Training.settings(context).withUpdateMask(frozen.updateMask(model::isTrainable));
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.retain(), Objective.crossEntropy(), settings));
  }
}
