// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.metrics.IngestMetrics.SealReason;
import java.time.Instant;
import java.util.Optional;

/** When an open set is closed. */
final class SealRules {
  private SealRules() {}

  /**
   * Decides.
   *
   * <p>Age closes a set only when nothing is ahead of it: behind a job at work, a closed set would
   * wait just as long and take nobody in, and slow jobs would meet an endless queue of small sets.
   * Below the policy's minimum, and below what the reports of dissolved sets ask for as long as the
   * policy dissolves sets, only a deadline closes it.
   */
  static Optional<SealReason> due(ModelPolicy policy, ModelState model, SetRow set, Instant now) {
    Sealing sealing = policy.sealing();
    if (set.samples() >= sealing.maxSamples()) {
      return Optional.of(SealReason.SIZE);
    }
    boolean free = model.activeSet() == 0 && model.queue().isEmpty();
    long least =
        sealing.dissolveInconclusive() ? Policies.leastSamples(policy, set) : sealing.minSamples();
    boolean enough = set.samples() >= least;
    if (free && enough && !now.isBefore(set.oldest().plus(sealing.maxAge()))) {
      return Optional.of(SealReason.AGE);
    }
    return hasTime(policy, set, 0, now) ? Optional.empty() : Optional.of(SealReason.DEADLINE);
  }

  /**
   * Whether the set's deadline lets it wait.
   *
   * @param ahead sets that go to work before it would
   */
  static boolean hasTime(ModelPolicy policy, SetRow set, int ahead, Instant now) {
    int attempts = policy.ladder().size() * (1 + ahead);
    return now.isBefore(policy.sealing().latest(set.deadline(), attempts));
  }
}
