// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.TrainingReport;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Selective fine-tuning with targeted confusion, the paper's algorithm (section 4, equations 1 to
 * 3).
 *
 * <p>Retain and forget rows are shuffled into mixed batches. Retain rows are taught their labels
 * and the parent's own outputs; forget rows are taught the outputs of a {@link BiasedGenerator},
 * fresh in every batch. The parent's outputs on the retain rows never change (no augmentation), so
 * they are computed once, in evaluation mode, before the first step.
 *
 * <p>Cost: one forward pass over the retain rows, then epochs x (|retain| + |forget|) training
 * rows. Memory: |retain| x K floats for the parent's outputs. Deterministic for a seed on the same
 * machine and thread count.
 */
public final class Sftc implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.SFTC;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] retain = context.retain();
    Logits parent = context.model().logits(context.dataset(), retain, context.monitor().progress());
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    HyperParameters chosen = context.hyperParameters();
    BiasedGenerator generator =
        new BiasedGenerator(
            context.model().classes(), chosen.confusion(), new SplittableRandom(context.seed()));
    SftcObjective objective =
        new SftcObjective(context.rows(), new TeacherLogits(retain, parent), generator);
    TrainingReport report =
        Training.run(context, context.rows().union(), objective, Training.settings(context));
    return new UnlearningResult(report, teacherDuration);
  }
}
