// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.badteaching;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Retraining;
import io.lethe.learning.training.TrainingReport;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Bad teaching (BD): the student follows the parent on retain rows and an incompetent teacher on
 * forget rows, in mixed batches of both,
 *
 * <pre>L = 1/B sum KL(softmax(t_i / T) || softmax(z_i / T))</pre>
 *
 * <p>with t the parent's logits for i in Dr and the incompetent teacher's for i in Df; there is no
 * cross entropy. The incompetent teacher is the same network with weights drawn at random, in
 * evaluation mode. Neither teacher's outputs change (no augmentation), so both are computed once,
 * before the first step.
 *
 * <p>Needs the signature {@code reinitialize}. Cost: one forward pass over all rows and a second
 * network in memory while it predicts, then epochs x (|retain| + |forget|) training rows.
 * Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2205.08096">Chundawat et al., Can Bad Teaching Induce
 *     Forgetting?</a>
 */
public final class BadTeaching implements UnlearningAlgorithm {

  @Override
  public Algorithm algorithm() {
    return Algorithm.BAD_TEACHING;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of(Retraining.REINITIALIZE);
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    long started = System.nanoTime();
    int[] retain = context.retain();
    int[] forget = context.forget();
    Logits parent = context.model().logits(context.dataset(), retain, context.monitor().progress());
    Logits incompetent = incompetent(context, forget);
    Duration teacherDuration = Duration.ofNanos(System.nanoTime() - started);

    BadTeachingObjective objective =
        new BadTeachingObjective(
            context.rows(),
            new TeacherLogits(retain, parent),
            new TeacherLogits(forget, incompetent));
    TrainingReport report =
        Training.run(context, context.rows().union(), objective, Training.settings(context));
    return new UnlearningResult(report, teacherDuration);
  }

  /** What a network of the same graph says that has never learnt anything. */
  private static Logits incompetent(UnlearningContext context, int[] forget) {
    try (TrainableModel teacher = context.model().loadAgain()) {
      long seed = new SplittableRandom(context.seed()).nextLong();
      teacher.reinitialize(seed, teacher.fullMask());
      return teacher.logits(context.dataset(), forget, context.monitor().progress());
    }
  }
}
