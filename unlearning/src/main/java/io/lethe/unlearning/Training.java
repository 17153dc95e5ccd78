// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.Schedule;
import io.lethe.learning.training.StepListener;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingReport;
import io.lethe.learning.training.TrainingSettings;

/**
 * What every algorithm's training has in common: settings from the hyper-parameters, and the guard
 * over its rows.
 */
public final class Training {

  private Training() {}

  /** Settings with the learning rate on its schedule: constant, as the paper unlearns, or not. */
  public static TrainingSettings settings(UnlearningContext context) {
    float rate = (float) context.hyperParameters().learningRate();
    return settings(
        context,
        switch (context.hyperParameters().rateSchedule()) {
          case CONSTANT -> new LearningRate.Constant(rate);
          case COSINE -> new LearningRate.Cosine(rate);
        });
  }

  private static TrainingSettings settings(UnlearningContext context, LearningRate rate) {
    HyperParameters chosen = context.hyperParameters();
    return TrainingSettings.plain(chosen.epochs(), chosen.batchSize(), rate, context.seed())
        .withTemperature((float) chosen.temperature())
        .with(chosen.augmentation().augmentation());
  }

  /** Trains on these rows, shuffled anew each epoch. */
  public static TrainingReport run(
      UnlearningContext context, int[] ordinals, Objective objective, TrainingSettings settings) {
    return run(
        context,
        Schedule.shuffled(ordinals, settings.batchSize(), settings.seed()),
        objective,
        settings);
  }

  public static TrainingReport run(
      UnlearningContext context,
      Schedule schedule,
      Objective objective,
      TrainingSettings settings) {
    return run(context, schedule, objective, settings, StepListener.none());
  }

  /** Trains along a schedule while somebody listens, who may change what comes. */
  public static TrainingReport run(
      UnlearningContext context,
      Schedule schedule,
      Objective objective,
      TrainingSettings settings,
      StepListener steps) {
    return new TrainingLoop(context.model(), context.dataset())
        .withEpochs(context.monitor().epochs())
        .withSteps(steps)
        .run(
            schedule,
            new GuardedObjective(objective, context.rows(), context.monitor().audit()),
            settings,
            context.monitor().progress(),
            context.monitor().cancelled());
  }
}
