package io.lethe.worker.algorithm;

import io.lethe.learning.model.ModelException;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import java.util.Set;

/**
 * Exact unlearning: forget every weight and train anew on the retain rows with the recipe of the
 * original (Adam, cosine schedule from the initial learning rate to 0, 30 epochs). The last rung of
 * a ladder, and the yardstick of the others. Needs a model with the {@code reinitialize} signature.
 * Cost: epochs x |retain| rows.
 */
final class Retrain implements UnlearningAlgorithm {
  private static final int EPOCHS_OF_THE_ORIGINAL = 30;
  private static final String REINITIALIZE = "reinitialize";
  private static final Set<String> NAMES =
      Set.of(
          HyperParameters.LEARNING_RATE,
          HyperParameters.EPOCHS,
          HyperParameters.BATCH_SIZE,
          HyperParameters.AUGMENTATION);

  @Override
  public String name() {
    return "retrain";
  }

  @Override
  public Set<String> hyperParameterNames() {
    return NAMES;
  }

  @Override
  public HyperParameters defaults() {
    return HyperParameters.ofThePaper().withEpochs(EPOCHS_OF_THE_ORIGINAL);
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    if (!context.model().has(REINITIALIZE)) {
      throw new ModelException(
          "retrain needs the signature '"
              + REINITIALIZE
              + "', which this model lacks; export the model with it, or choose another algorithm");
    }
    context.model().reinitialize(context.seed(), context.model().fullMask());
    LearningRate rate = new LearningRate.Cosine((float) context.hyperParameters().learningRate());
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.retain(), Objective.crossEntropy(), rate));
  }
}
