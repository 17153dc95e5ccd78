// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.attack.AttackTrainer;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import java.util.Objects;

/**
 * The attackers.
 *
 * @param outputsOnly sees logits, or probabilities in the published code's variant
 * @param withLoss sees sorted probabilities and the true label's loss
 * @param folds of the cross-validated attacks
 * @param threads that train folds at the same time
 */
public record AttackSettings(
    AttackTrainer outputsOnly, AttackTrainer withLoss, int folds, int threads) {

  private static final int REFERENCE_FOLDS = 5;

  /** Refuses missing attackers and too few folds or threads. */
  public AttackSettings {
    Objects.requireNonNull(outputsOnly, "outputsOnly");
    Objects.requireNonNull(withLoss, "withLoss");
    if (folds < 2 || threads < 1) {
      throw new IllegalArgumentException(
          "folds is " + folds + " and threads " + threads + "; they must be at least 2 and 1");
    }
  }

  /** Gradient boosting and logistic regression in five folds, as the reference has them. */
  public static AttackSettings defaults(int threads) {
    return new AttackSettings(
        new GradientBoosting(GradientBoosting.DEFAULT_ROUNDS),
        new LogisticRegression(1),
        REFERENCE_FOLDS,
        threads);
  }
}
