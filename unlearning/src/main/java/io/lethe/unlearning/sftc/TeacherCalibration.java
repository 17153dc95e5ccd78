// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.model.ClassScale;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.Moments;
import io.lethe.unlearning.AlgorithmUnfitException;
import java.util.Arrays;

/**
 * How an ignorant teacher's outputs on the rows to forget become targets, learnt from rows that
 * were held back from it ({@link MarginCalibration}).
 *
 * <p>One short training also errs row by row, and the parent knows better how hard a row is among
 * its like, once what it learnt by heart is taken off. Blended, the outputs are
 *
 * <pre>a ((t + p) / 2 + b e_y) + c e_y</pre>
 *
 * <p>with t the calibrated teacher's outputs and p the parent's. The parent saw the held rows and
 * the teacher did not, just as it is with the rows to forget, so a and b are fitted there as for t
 * alone. c gives the rows to forget the mean margin that t has on them: how they lie as a whole is
 * the teacher's to say, or a group that nothing else resembles would be taken for any other.
 */
final class TeacherCalibration {
  private static final double UNLIKE = 0.35;

  private final TestFigures figures;
  private final int[] heldLabels;
  private final int[] forgetLabels;

  /**
   * @param figures what the parent's report says of it on unseen samples
   */
  TeacherCalibration(TestFigures figures, int[] heldLabels, int[] forgetLabels) {
    this.figures = figures;
    this.heldLabels = heldLabels.clone();
    this.forgetLabels = forgetLabels.clone();
  }

  /** What one model says of the rows that were held back and of those to forget. */
  record Answers(Logits held, Logits forget) {}

  /**
   * Refuses a teacher that did not become one: scaled up, its noise would be what is taught.
   *
   * @throws AlgorithmUnfitException if it gets no more of the held rows right than guessing among
   *     the classes does, by two standard errors: 1/K + 2 sqrt((1/K)(1 - 1/K) / n)
   */
  void requireLearnt(Answers said) {
    int hits = 0;
    for (int row = 0; row < heldLabels.length; row++) {
      hits += said.held.argmax(row) == heldLabels[row] ? 1 : 0;
    }
    double accuracy = (double) hits / heldLabels.length;
    double guess = 1.0 / said.held.classes();
    double least = guess + 2 * Math.sqrt(guess * (1 - guess) / heldLabels.length);
    if (accuracy <= least) {
      throw new AlgorithmUnfitException(
          "the ignorant teacher gets "
              + accuracy
              + " of the rows right that were held back from it, no more than guessing may ("
              + least
              + "): let it learn for more teacher_epochs, or use retrain");
    }
  }

  /**
   * Moved until those on the held rows scatter as the figures say.
   *
   * @throws AlgorithmUnfitException if no scale brings them there
   */
  Answers calibrated(Answers said) {
    MarginCalibration calibration = MarginCalibration.fit(said.held, heldLabels, figures);
    return new Answers(
        calibration.apply(said.held, heldLabels), calibration.apply(said.forget, forgetLabels));
  }

  /**
   * Halfway between a calibrated teacher and the parent, moved likewise.
   *
   * @throws AlgorithmUnfitException if no scale brings them there
   */
  Answers blended(Answers teacher, Answers parent) {
    Answers halves =
        calibrated(
            new Answers(
                Logits.mean(teacher.held, parent.held),
                Logits.mean(teacher.forget, parent.forget)));
    double missing = meanMargin(teacher) - meanMargin(halves);
    return new Answers(
        halves.held, new MarginCalibration(1, missing).apply(halves.forget, forgetLabels));
  }

  /**
   * Refuses rows to forget that are unlike those that stay. A short training knows the hardness of
   * rows like those it saw, and on others it only errs: to what degree a whole training would get
   * them right it cannot tell. With phi standardised by mean and deviation of the held rows of a
   * row's class,
   *
   * <pre>u = mean of z(phi) over the rows to forget &gt;= -max(0.35, 3 / sqrt(n))</pre>
   *
   * <p>is what counts as alike; n rows taken at random stray by 1 / sqrt(n).
   *
   * @throws AlgorithmUnfitException if they are unlike
   */
  void requireLikeOthers(Answers said) {
    ClassScale scale =
        ClassScale.of(LogOdds.of(said.held, heldLabels), heldLabels, said.held.classes());
    double[] scores =
        Arrays.stream(scale.standardise(LogOdds.of(said.forget, forgetLabels), forgetLabels))
            .filter(Double::isFinite)
            .toArray();
    if (scores.length == 0) {
      return;
    }
    double apart = Moments.of(scores).mean();
    double least = -Math.max(UNLIKE, 3 / Math.sqrt(scores.length));
    if (apart < least) {
      throw new AlgorithmUnfitException(
          "the rows to forget are unlike those that stay: a network that saw neither is less sure"
              + " of them by "
              + -apart
              + " standard deviations than of rows that were held back from it (at most "
              + -least
              + "), and only a model trained without them tells what becomes of such rows: use"
              + " retrain");
    }
  }

  private double meanMargin(Answers said) {
    return Moments.of(LogOdds.of(said.forget, forgetLabels)).mean();
  }
}
