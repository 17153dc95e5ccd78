package io.lethe.worker.algorithm;

import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingReport;
import io.lethe.learning.training.TrainingSettings;

/**
 * What every algorithm's training has in common: settings from the hyper-parameters, and the guard
 * over its rows.
 */
final class Training {

  private Training() {}

  static TrainingReport run(
      UnlearningContext context, int[] ordinals, Objective objective, LearningRate rate) {
    HyperParameters chosen = context.hyperParameters();
    TrainingSettings settings =
        TrainingSettings.plain(chosen.epochs(), chosen.batchSize(), rate, context.seed())
            .withTemperature((float) chosen.temperature())
            .with(chosen.augmentation().toAugmentation());
    return new TrainingLoop(context.model(), context.dataset())
        .withEpochs(context.epochs())
        .run(
            ordinals,
            new GuardedObjective(objective, context.rows(), context.audit()),
            settings,
            context.progress(),
            context.cancelled());
  }
}
