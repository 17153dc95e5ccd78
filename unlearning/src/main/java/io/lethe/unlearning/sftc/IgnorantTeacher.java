// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.retrain.Retrain;
import java.util.SplittableRandom;

/**
 * What a network says about the rows to forget that never saw them: one of the same graph, begun
 * anew and trained on retain rows alone for a few epochs. It is a short retraining, too weak to
 * serve, but it treats the rows as a retrained model would: like any others where they are, and
 * worse where they are a group that nothing else resembles.
 *
 * <p>As it is weaker than the parent, it is less sure of every row; see {@link HeldRows}.
 *
 * <p>Cost: {@code teacherEpochs} x |retain| rows, and a second network in memory meanwhile.
 */
final class IgnorantTeacher {
  private static final double LEARNING_RATE = 1e-3;

  private IgnorantTeacher() {}

  /** Trains the teacher and asks it about the rows to forget, once. */
  static TeacherLogits outputs(UnlearningContext context) {
    int[] forget = context.forget();
    try (TrainableModel network = trained(context, context.rows())) {
      return new TeacherLogits(forget, ask(network, context, forget));
    }
  }

  /** A teacher that learnt from some of the retain rows alone; the caller closes it. */
  static TrainableModel trained(UnlearningContext context, UnlearningRows rows) {
    TrainableModel network = context.model().loadAgain();
    try {
      HyperParameters chosen = context.hyperParameters();
      new Retrain()
          .run(
              new UnlearningContext(
                  network,
                  context.dataset(),
                  rows,
                  HyperParameters.forTraining(
                      LEARNING_RATE, chosen.teacherEpochs(), chosen.batchSize()),
                  new SplittableRandom(context.seed()).nextLong(),
                  context.monitor().withoutEpochs(),
                  context.parentFigures()));
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  static Logits ask(TrainableModel network, UnlearningContext context, int[] rows) {
    return network.logits(context.dataset(), rows, context.monitor().progress());
  }
}
