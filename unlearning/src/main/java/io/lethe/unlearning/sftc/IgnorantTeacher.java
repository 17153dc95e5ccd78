// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Schedule;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.retrain.Retrain;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a network says about the rows to forget that never saw them: one of the same graph, begun
 * anew and trained on retain rows alone for a few epochs. It is a short retraining, too weak to
 * serve, but it treats the rows as a retrained model would: like any others where they are, and
 * worse where they are a group that nothing else resembles.
 *
 * <p>As it is weaker than the parent, it is less sure of every row. Calibrated, a fifth of the
 * retain rows is held back from it, and its outputs are moved as those on the held rows must be
 * moved to scatter as the parent's on unseen samples do.
 *
 * <p>Cost: {@code teacherEpochs} x |retain| rows, and a second network in memory meanwhile.
 */
final class IgnorantTeacher {
  private static final double LEARNING_RATE = 1e-3;
  private static final int HELD_SHARE = 5; // one row of so many
  private static final int LEAST_RETAIN_ROWS = HELD_SHARE * MarginCalibration.LEAST_ROWS;

  private IgnorantTeacher() {}

  /** Trains the teacher and asks it about the rows to forget, once. */
  static TeacherLogits outputs(UnlearningContext context) {
    int[] forget = context.forget();
    try (TrainableModel network = trained(context, context.rows())) {
      return new TeacherLogits(forget, ask(network, context, forget));
    }
  }

  /**
   * The same, calibrated on rows that the teacher never saw.
   *
   * @throws ForgetSetRefusedException if too few rows are left to hold some back
   */
  static TeacherLogits calibrated(UnlearningContext context, TestFigures figures) {
    int[] retain = Schedule.shuffle(context.retain(), context.seed(), 0);
    if (retain.length < LEAST_RETAIN_ROWS) {
      throw new ForgetSetRefusedException(
          "the forget set leaves "
              + retain.length
              + " rows to retain, and "
              + context.hyperParameters().teacher().label()
              + " needs at least "
              + LEAST_RETAIN_ROWS
              + ", some to learn from and some to be calibrated on; use retrain");
    }
    int[] held = Arrays.copyOf(retain, retain.length / HELD_SHARE);
    Arrays.sort(held);
    int[] taught = Arrays.copyOfRange(retain, held.length, retain.length);
    int[] forget = context.forget();
    try (TrainableModel network = trained(context, UnlearningRows.of(taught, forget))) {
      MarginCalibration calibration =
          MarginCalibration.fit(
              ask(network, context, held), context.dataset().labels(held), figures);
      Logits outputs = ask(network, context, forget);
      return new TeacherLogits(
          forget, calibration.apply(outputs, context.dataset().labels(forget)));
    }
  }

  private static TrainableModel trained(UnlearningContext context, UnlearningRows rows) {
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

  private static Logits ask(TrainableModel network, UnlearningContext context, int[] rows) {
    return network.logits(context.dataset(), rows, context.monitor().progress());
  }
}
