// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Proportion;
import java.util.Objects;

/**
 * What was measured of one model. Where there is nothing to measure, a value is NaN.
 *
 * @param test accuracy on the whole test split
 * @param retain accuracy on retain samples
 * @param forget accuracy on the forget set
 * @param unseen accuracy on unseen samples, weighted to the forget set's class mix
 * @param attack the paper's attacker: one, logits in
 * @param attackWithLoss the loss-aware attackers, mean of five folds
 * @param referenceCodeTnr Eq. 9 as published code computes it: mean of five folds, probabilities in
 * @param crossValidatedAccuracy of the published code's attack
 * @param crossValidatedAccuracyWithLoss of the loss-aware attack
 */
public record Measurements(
    Proportion test,
    Proportion retain,
    Proportion forget,
    Proportion unseen,
    AttackOutcome attack,
    AttackOutcome attackWithLoss,
    double referenceCodeTnr,
    double crossValidatedAccuracy,
    double crossValidatedAccuracyWithLoss) {

  /** Refuses missing parts. */
  public Measurements {
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(retain, "retain");
    Objects.requireNonNull(forget, "forget");
    Objects.requireNonNull(unseen, "unseen");
    Objects.requireNonNull(attack, "attack");
    Objects.requireNonNull(attackWithLoss, "attackWithLoss");
  }
}
