package io.lethe.worker.algorithm;

import io.lethe.kit.policy.Algorithm;
import io.lethe.learning.training.Objective;
import java.util.Set;

/**
 * Fine-tuning, the paper's simplest baseline: start from the parent and minimise the mean cross
 * entropy on the retain rows, so that what is not rehearsed fades. Constant learning rate, a fresh
 * Adam. Cost: epochs x |retain| rows.
 */
final class FineTune implements UnlearningAlgorithm {

  @Override
  public String name() {
    return Algorithm.FINETUNE.label();
  }

  @Override
  public Set<String> hyperParameterNames() {
    return Algorithm.FINETUNE.hyperParameterLabels();
  }

  @Override
  public HyperParameters defaults() {
    return HyperParameters.ofThePaper();
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    return UnlearningResult.withoutTeacher(
        Training.run(
            context, context.retain(), Objective.crossEntropy(), Training.settings(context)));
  }
}
