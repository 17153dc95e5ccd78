// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.relabel;

import io.lethe.domain.policy.Algorithm;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;

/**
 * Random labels: go on training in mixed batches, with a wrong label for every row to forget,
 *
 * <pre>L = 1/B ( sum over Dr of CE(softmax(z_i), y_i)  +  w sum over Df of CE(softmax(z_i), y'_i) )
 * </pre>
 *
 * <p>with y' drawn once a run, uniformly among the K - 1 labels that are not y, and w the {@code
 * forget_weight}. The second sum is computed as a divergence from a target whose whole probability
 * is on y', which is the same number: so a row to forget still has no cross entropy, and the guard
 * over all algorithms, which refuses any, holds here too. A row keeps its wrong label through all
 * epochs, as in the paper; a retrained model's outputs on these rows are not random, so that more
 * than a step or two marks them.
 *
 * <p>Cost: epochs x (|retain| + |forget|) training rows; no teacher. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2010.10981">Graves et al., Amnesiac Machine Learning, section
 *     on unlearning by relabelling</a>
 */
public final class RandomLabels implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.RANDOM_LABELS;
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    RelabelObjective objective =
        new RelabelObjective(
            context.rows(),
            WrongLabels.draw(
                context.forget(),
                context.dataset()::label,
                context.model().classes(),
                context.seed()),
            context.hyperParameters().forgetWeight());
    return UnlearningResult.withoutTeacher(
        Training.run(context, context.rows().union(), objective, Training.settings(context)));
  }
}
