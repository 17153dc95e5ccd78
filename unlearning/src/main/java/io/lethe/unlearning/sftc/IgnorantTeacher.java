// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.retrain.Retrain;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a network says about the rows to forget that never saw them: one of the same graph, begun
 * anew and trained on the retain rows alone for a few epochs. It is a short retraining, too weak to
 * serve, but it treats the rows as a retrained model would: like any others where they are, and
 * worse where they are a group that nothing else resembles.
 *
 * <p>Cost: {@code teacherEpochs} x |retain| rows, and a second network in memory meanwhile.
 */
final class IgnorantTeacher implements ForgetTargets {
  private static final double LEARNING_RATE = 1e-3;
  private final TeacherLogits answers;

  private IgnorantTeacher(TeacherLogits answers) {
    this.answers = answers;
  }

  /** Trains the teacher and asks it about the rows to forget, once. */
  static IgnorantTeacher train(UnlearningContext context) {
    try (TrainableModel network = context.model().loadAgain()) {
      HyperParameters chosen = context.hyperParameters();
      UnlearningContext lesson =
          new UnlearningContext(
              network,
              context.dataset(),
              context.rows(),
              HyperParameters.forTraining(
                  LEARNING_RATE, chosen.teacherEpochs(), chosen.batchSize()),
              new SplittableRandom(context.seed()).nextLong(),
              context.monitor().withoutEpochs());
      new Retrain().run(lesson);
      int[] forget = context.forget();
      return new IgnorantTeacher(
          new TeacherLogits(
              forget, network.logits(context.dataset(), forget, context.monitor().progress())));
    }
  }

  @Override
  public float[][] of(int[] ordinals, int[] labels) {
    return Arrays.stream(ordinals).mapToObj(answers::of).toArray(float[][]::new);
  }
}
