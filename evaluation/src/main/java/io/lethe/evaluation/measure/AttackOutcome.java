// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Proportion;
import java.util.Objects;

/**
 * What one kind of attacker makes of a model.
 *
 * @param forget share of forget samples called non-members
 * @param unseen the same of unseen samples, weighted to the forget set's class mix
 * @param trainingRows members and non-members that there were to train on
 */
public record AttackOutcome(Proportion forget, Proportion unseen, int trainingRows) {

  /** Refuses missing parts and a negative number of rows. */
  public AttackOutcome {
    Objects.requireNonNull(forget, "forget");
    Objects.requireNonNull(unseen, "unseen");
    if (trainingRows < 0) {
      throw new IllegalArgumentException(
          "trainingRows is " + trainingRows + "; it must be at least 0");
    }
  }
}
