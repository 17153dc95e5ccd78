package io.lethe.worker.algorithm;

import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import java.util.Set;

/**
 * Fine-tuning, the paper's simplest baseline: start from the parent and minimise the mean cross
 * entropy on the retain rows, so that what is not rehearsed fades. Constant learning rate, a fresh
 * Adam. Cost: epochs x |retain| rows.
 */
final class FineTune implements UnlearningAlgorithm {
  private static final Set<String> NAMES =
      Set.of(HyperParameters.LEARNING_RATE, HyperParameters.EPOCHS, HyperParameters.BATCH_SIZE);

  @Override
  public String name() {
    return "finetune";
  }

  @Override
  public Set<String> hyperParameterNames() {
    return NAMES;
  }

  @Override
  public HyperParameters defaults() {
    return HyperParameters.ofThePaper();
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    LearningRate rate = new LearningRate.Constant((float) context.hyperParameters().learningRate());
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.retain(), Objective.crossEntropy(), rate));
  }
}
