package io.lethe.worker.algorithm;

import io.lethe.kit.policy.Algorithm;
import io.lethe.learning.training.Objective;

/**
 * Fine-tuning, the paper's simplest baseline: start from the parent and minimise the mean cross
 * entropy on the retain rows, so that what is not rehearsed fades. Constant learning rate, a fresh
 * Adam. Cost: epochs x |retain| rows.
 */
final class FineTune implements UnlearningAlgorithm {

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
