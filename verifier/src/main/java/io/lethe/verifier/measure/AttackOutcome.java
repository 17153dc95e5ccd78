package io.lethe.verifier.measure;

import io.lethe.verifier.metrics.Proportion;
import java.util.Objects;

/**
 * What one kind of attacker makes of a model.
 *
 * @param forget share of forget samples called non-members
 * @param unseen the same of unseen samples, weighted to the forget set's class mix
 */
public record AttackOutcome(Proportion forget, Proportion unseen) {

  /** Refuses missing parts. */
  public AttackOutcome {
    Objects.requireNonNull(forget, "forget");
    Objects.requireNonNull(unseen, "unseen");
  }
}
