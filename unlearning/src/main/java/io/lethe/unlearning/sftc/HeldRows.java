// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Schedule;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.sftc.TeacherCalibration.Answers;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A fifth of the retain rows of every class, held back from an ignorant teacher to tell how its
 * outputs must be moved. Neither knows it the rows to forget nor these, and what the parent's
 * outputs on unseen samples look like is published: so its outputs here are moved until they
 * scatter as those do, and its outputs on the rows to forget by as much ({@link
 * TeacherCalibration}).
 *
 * <p>Rows are held back, not people: where a person has many pictures that look alike, the teacher
 * knows something of a held row from its owner's others, and nothing of the rows to forget.
 */
final class HeldRows {
  private static final int SHARE = 5; // one row of so many
  private static final int LEAST_RETAIN_ROWS = SHARE * MarginCalibration.LEAST_ROWS;

  private final UnlearningContext context;
  private final int[] taught;
  private final int[] held;
  private final int[] forget;
  private final TeacherCalibration calibration;

  private HeldRows(UnlearningContext context, TestFigures figures, int[] taught, int[] held) {
    this.context = context;
    this.taught = taught;
    this.held = held;
    this.forget = context.forget();
    this.calibration =
        new TeacherCalibration(
            figures, context.dataset().labels(held), context.dataset().labels(forget));
  }

  /**
   * Holds rows back.
   *
   * @param figures what the parent's report says of it on unseen samples
   * @throws ForgetSetRefusedException if too few rows are left to hold some back
   */
  static HeldRows of(UnlearningContext context, TestFigures figures) {
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
    Dataset dataset = context.dataset();
    int[] left = new int[dataset.classes()];
    for (int row : retain) {
      left[dataset.label(row)]++;
    }
    int[] quota = Arrays.stream(left).map(rows -> rows / SHARE).toArray();
    int[] held = Arrays.stream(retain).filter(row -> quota[dataset.label(row)]-- > 0).toArray();
    BitSet out = new BitSet();
    Arrays.stream(held).forEach(out::set);
    int[] taught = Arrays.stream(retain).filter(row -> !out.get(row)).toArray();
    Arrays.sort(held);
    return new HeldRows(context, figures, taught, held);
  }

  /** Targets of the rows to forget: what a teacher says that learnt from the other rows, moved. */
  TeacherLogits calibrated() {
    return new TeacherLogits(forget, teacher().forget());
  }

  /** The same, blended with what the parent says. */
  TeacherLogits blended() {
    return new TeacherLogits(forget, calibration.blended(teacher(), ask(context.model())).forget());
  }

  private Answers teacher() {
    try (TrainableModel network =
        IgnorantTeacher.trained(context, UnlearningRows.of(taught, forget))) {
      Answers said = ask(network);
      calibration.requireLearnt(said);
      calibration.requireLikeOthers(said);
      return calibration.calibrated(said);
    }
  }

  private Answers ask(TrainableModel model) {
    return new Answers(
        IgnorantTeacher.ask(model, context, held), IgnorantTeacher.ask(model, context, forget));
  }
}
