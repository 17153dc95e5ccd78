// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.scrub;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.TrainingReport;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.time.Duration;

/**
 * SCRUB: push the student away from the parent on the forget rows, and bring it back on the retain
 * rows,
 *
 * <pre>forget batch:  L = -T^2/B sum KL(softmax(t_i / T) || softmax(z_i / T))
 * retain batch:  L = gamma/B sum CE(softmax(z_j), y_j)  +  alpha T^2/B sum KL(softmax(t_j / T) || softmax(z_j / T))
 * </pre>
 *
 * <p>with t the parent's logits, computed once, in evaluation mode. Every epoch goes over all
 * forget batches first, then over all retain batches; one Adam, at a constant learning rate, takes
 * both kinds of steps. The paper names no weights and no schedule; the defaults are its authors'
 * code: alpha = gamma = 1, both directions in every epoch. {@code ascent_epochs} lets the ascent
 * end earlier, as SCRUB's own authors advise where it runs away.
 *
 * <p>Cost: one forward pass over all rows, then at most epochs x (|retain| + |forget|) training
 * rows. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2302.09880">Kurmanji et al., Towards Unbounded Machine
 *     Unlearning</a>
 */
public final class Scrub implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.SCRUB;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] union = context.rows().union();
    Logits parent = context.model().logits(context.dataset(), union, context.monitor().progress());
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    HyperParameters chosen = context.hyperParameters();
    TrainingSettings settings = Training.settings(context);
    AscentSchedule schedule =
        new AscentSchedule(
            context.forget(),
            context.retain(),
            chosen.ascentEpochs(),
            chosen.batchSize(),
            context.seed());
    ScrubObjective objective =
        new ScrubObjective(context.rows(), new TeacherLogits(union, parent), chosen);
    TrainingReport report = Training.run(context, schedule, objective, settings);
    return new UnlearningResult(report, teacherDuration);
  }
}
