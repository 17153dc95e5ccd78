// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.neggrad;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.training.Schedule;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.Set;

/**
 * NegGrad+ (NG+): each step goes up the error of a forget batch and down the error of a retain
 * batch,
 *
 * <pre>
 * L = -1/Bf sum CE(softmax(z_i), y_i)  +  gamma/Br sum CE(softmax(z_j), y_j),  i in Df, j in Dr
 * </pre>
 *
 * <p>two forward passes, the forget batch first, then one update by Adam at a constant learning
 * rate. gamma is 1 in the paper; 0 leaves the retain rows out: plain NegGrad, gradient ascent. An
 * epoch is one pass over the forget rows, paired as {@link PairedSchedule} says, so it takes only
 * as many retain batches as there are forget batches.
 *
 * <p>Needs the signatures {@code accumulate_gradients} and {@code apply_gradients} (plain NegGrad
 * does not). Cost: epochs x |forget| rows, and at most epochs x batches x batch size retain rows.
 * Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2311.02240">Choi and Na, Towards Machine Unlearning
 *     Benchmarks</a>
 */
public final class NegGradPlus implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.NEGGRAD_PLUS;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return chosen.gamma() == 0 ? Set.of() : Set.of("accumulate_gradients", "apply_gradients");
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    double gamma = context.hyperParameters().gamma();
    TrainingSettings settings = Training.settings(context);
    Schedule schedule =
        gamma == 0
            ? Schedule.shuffled(context.forget(), settings.batchSize(), settings.seed())
            : new PairedSchedule(
                context.forget(), context.retain(), settings.batchSize(), settings.seed());
    return UnlearningResult.withoutTeacher(
        Training.run(
            context, schedule, new NegGradObjective(context.rows(), (float) gamma), settings));
  }
}
