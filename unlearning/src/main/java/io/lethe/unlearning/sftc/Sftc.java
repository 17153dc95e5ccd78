// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.TrainingReport;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.retrain.Retrain;
import java.time.Duration;
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
 * (|retain| + |forget|) training rows. Memory: |retain| x K floats for the parent's outputs.
 * Deterministic for a seed on the same machine and thread count.
 */
public final class Sftc implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.SFTC;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return chosen.teacher() == Teacher.IGNORANT ? Set.of(Retrain.REINITIALIZE) : Set.of();
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] retain = context.retain();
    Logits parent = context.model().logits(context.dataset(), retain, context.monitor().progress());
    ForgetTargets forgetTargets = forgetTargets(context);
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    SftcObjective objective =
        new SftcObjective(
            context.rows(),
            new TeacherLogits(retain, parent),
            forgetTargets,
            context.hyperParameters().forgetWeight());
    TrainingReport report =
        Training.run(context, context.rows().union(), objective, Training.settings(context));
    return new UnlearningResult(report, teacherDuration);
  }

  private static ForgetTargets forgetTargets(UnlearningContext context) {
    HyperParameters chosen = context.hyperParameters();
    return switch (chosen.teacher()) {
      case BIASED ->
          new BiasedGenerator(
              context.model().classes(),
              chosen.confusion(),
              chosen.confusionRounding(),
              new SplittableRandom(context.seed()));
      case IGNORANT -> IgnorantTeacher.train(context);
    };
  }
}
