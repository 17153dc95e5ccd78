// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.rum;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.model.Logits;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.sftc.Sftc;
import java.time.Duration;
import java.util.Set;

/**
 * RUM, refined unlearning, in its smallest form: split the forget set by how well the parent knows
 * each row, then do to each part what suits it. The half that the parent knows best ({@link
 * KnownRows}) is forgotten by {@link Sftc}; the other half is left to fine-tuning, that is to the
 * retain rows of the same batches: it is in no batch itself.
 *
 * <p>Deviations: the paper splits by memorisation, measured on many models, into three parts, and
 * runs an algorithm on each, one after another; its cheap stand-in is the model's confidence over
 * the training's epochs. A worker has neither, but the parent's confidence when it had ended. Two
 * parts, because one of two algorithms is chosen, and both in one pass, because fine-tuning is a
 * part of SFTC. Where the split is wrong, half of the rows keep what the parent knew of them.
 *
 * <p>Takes SFTC's hyper-parameters, and needs what it needs. Cost: one forward pass over the forget
 * rows, and SFTC with half of them. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2406.01257">Zhao et al., What makes unlearning hard and what
 *     to do about it, NeurIPS 2024</a>
 */
public final class Rum implements UnlearningAlgorithm {
  private final Sftc sftc = new Sftc();

  @Override
  public Algorithm algorithm() {
    return Algorithm.RUM;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return sftc.requiredSignatures(chosen);
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    if (context.hyperParameters().teacher() == Teacher.CALIBRATED) {
      throw new InvalidHyperParametersException(
          "rum forgets the rows that the parent knows best, and teacher calibrated takes its rows"
              + " to be like any others; name another teacher");
    }
    long started = System.nanoTime();
    int[] forget = context.forget();
    Logits parent = context.model().logits(context.dataset(), forget, context.monitor().progress());
    int[] known = KnownRows.bestHalf(forget, parent, context.dataset()::label);
    Duration choosing = Duration.ofNanos(System.nanoTime() - started);

    UnlearningResult result =
        sftc.run(
            new UnlearningContext(
                context.model(),
                context.dataset(),
                UnlearningRows.of(context.retain(), known),
                context.hyperParameters(),
                context.seed(),
                context.monitor(),
                context.parentFigures()));
    return new UnlearningResult(result.training(), result.teacherDuration().plus(choosing));
  }
}
