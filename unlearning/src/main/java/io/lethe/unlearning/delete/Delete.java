// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.delete;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.TrainingReport;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.sftc.SftcObjective;
import java.time.Duration;

/**
 * DELETE, decoupled distillation to erase: a row to forget is taught what the parent said of it,
 * less its own class,
 *
 * <pre>target_k = exp(t_k) / sum over j != y of exp(t_j)   for k != y,   target_y = 0</pre>
 *
 * <p>with t the parent's logits: what the parent knows of the other classes stays, and the true
 * class goes. The parent's outputs never change (no augmentation), so they are computed once, in
 * evaluation mode, before the first step.
 *
 * <p>Two deviations. The paper forgets whole classes from the forget rows alone; here every class
 * stays, so that retain rows are rehearsed in the same batches, in SFTC's frame ({@link
 * SftcObjective}): cross entropy and the parent's outputs on retain rows, the masked outputs on
 * forget rows, {@code forget_weight} times. And a masked probability is 0 to 32 bits, not by
 * construction ({@link MaskedLogits}). A retrained model still says the true class of most rows
 * that it never saw, where this target denies it: the longer it trains, the plainer the rows are
 * marked.
 *
 * <p>Cost: one forward pass over all rows, then epochs x (|retain| + |forget|) training rows.
 * Memory: (|retain| + |forget|) x K floats. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2503.23751">Zhou et al., Decoupled Distillation to Erase,
 *     CVPR 2025</a>
 */
public final class Delete implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.DELETE;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] union = context.rows().union();
    Logits outputs = context.model().logits(context.dataset(), union, context.monitor().progress());
    TeacherLogits parent = new TeacherLogits(union, outputs);
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    SftcObjective objective =
        new SftcObjective(
            context.rows(),
            parent,
            new MaskedLogits(parent),
            context.hyperParameters().forgetWeight());
    TrainingReport report =
        Training.run(context, context.rows().union(), objective, Training.settings(context));
    return new UnlearningResult(report, teacherDuration);
  }
}
