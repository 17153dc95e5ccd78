// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.job.TestFigures;
import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.Retraining;
import io.lethe.learning.training.Schedule;
import io.lethe.learning.training.StepListener;
import io.lethe.learning.training.TrainingReport;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Selective fine-tuning with targeted confusion, the paper's algorithm (section 4, equations 1 to
 * 3).
 *
 * <p>Retain and forget rows are shuffled into mixed batches. Retain rows are taught their labels
 * and the parent's own outputs; forget rows are taught the outputs of a {@link Teacher}, the
 * paper's being a {@link BiasedGenerator}, fresh in every batch. The parent's outputs on the retain
 * rows never change (no augmentation), so they are computed once, in evaluation mode, before the
 * first step.
 *
 * <p>Cost: one forward pass over the retain rows and what the teacher costs, then epochs x
 * (|retain| + |forget|) training rows. Memory: |retain| x K floats for the parent's outputs; while
 * an ignorant teacher learns, a second network with Adam's moments. Deterministic for a seed on the
 * same machine and thread count.
 */
public final class Sftc implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.SFTC;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return chosen.teacher().isIgnorant() ? Set.of(Retraining.REINITIALIZE) : Set.of();
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] retain = context.retain();
    Logits parent = context.model().logits(context.dataset(), retain, context.monitor().progress());
    HyperParameters chosen = context.hyperParameters();
    Optional<TeacherLogits> taught = outputs(context);
    Optional<Steering> steering = taught.map(outputs -> Steering.toward(outputs, context));
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    SftcObjective objective =
        new SftcObjective(
            context.rows(),
            new TeacherLogits(retain, parent),
            steering.isEmpty()
                ? generator(context)
                : new KnownTargets(taught.orElseThrow(), steering.get()::lift),
            chosen.forgetWeight());
    TrainingSettings settings = Training.settings(context);
    TrainingReport report =
        Training.run(
            context,
            Schedule.shuffled(context.rows().union(), settings.batchSize(), settings.seed()),
            objective,
            settings,
            steering.isEmpty() ? StepListener.none() : steering.get());
    return new UnlearningResult(report, teacherDuration);
  }

  /** What the rows to forget are taught, where a teacher says it before the first step. */
  private static Optional<TeacherLogits> outputs(UnlearningContext context) {
    return switch (context.hyperParameters().teacher()) {
      case BIASED -> Optional.empty();
      case CALIBRATED -> Optional.of(calibratedParent(context));
      case IGNORANT -> Optional.of(IgnorantTeacher.outputs(context));
      case CALIBRATED_IGNORANT -> Optional.of(HeldRows.of(context, figures(context)).calibrated());
      case BLENDED -> Optional.of(HeldRows.of(context, figures(context)).blended());
    };
  }

  private static TeacherLogits calibratedParent(UnlearningContext context) {
    int[] forget = context.forget();
    if (forget.length < MarginCalibration.LEAST_ROWS) {
      throw new ForgetSetRefusedException(
          "the forget set has "
              + forget.length
              + " rows, and teacher calibrated needs at least "
              + MarginCalibration.LEAST_ROWS
              + " to know how their margins scatter; take calibrated-ignorant-teacher, which is"
              + " calibrated on rows to retain, or retrain");
    }
    int[] labels = context.dataset().labels(forget);
    Logits own = context.model().logits(context.dataset(), forget, context.monitor().progress());
    return new TeacherLogits(
        forget, MarginCalibration.fit(own, labels, figures(context)).apply(own, labels));
  }

  private static TestFigures figures(UnlearningContext context) {
    return context.parentFigures().orElseThrow(); // checked before the run
  }

  private static ForgetTargets generator(UnlearningContext context) {
    HyperParameters chosen = context.hyperParameters();
    return new BiasedGenerator(
        context.model().classes(),
        chosen.confusion(),
        chosen.confusionRounding(),
        new SplittableRandom(context.seed()));
  }
}
