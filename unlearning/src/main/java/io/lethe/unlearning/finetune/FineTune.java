// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.finetune;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.training.Objective;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;

/**
 * Fine-tuning, the paper's simplest baseline: start from the parent and minimise the mean cross
 * entropy on the retain rows, so that what is not rehearsed fades. Constant learning rate, a fresh
 * Adam. Cost: epochs x |retain| rows.
 */
public final class FineTune implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.FINETUNE;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    return UnlearningResult.withoutTeacher(
        Training.run(
            context, context.retain(), Objective.crossEntropy(), Training.settings(context)));
  }
}
