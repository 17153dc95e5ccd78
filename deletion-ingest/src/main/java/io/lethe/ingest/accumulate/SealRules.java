// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.metrics.IngestMetrics.SealReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an open set is closed.
 *
 * <p>Why: docs/decisions/0036-what-cannot-start-stays-open.md.
 */
final class SealRules {
  /** How long a set gathers, at most, whose deadline was too near when it was asked for. */
  private static final Duration GATHERING = Duration.ofSeconds(5);

  private SealRules() {}

  /**
   * Decides.
   *
   * <p>Only a full set is closed while another is at work or waits for it: any other would wait
   * just as long when closed and take nobody in, and slow jobs, or many people with one near
   * deadline, would meet an endless queue of small sets. Below the policy's minimum, and below what
   * the reports of dissolved sets ask for as long as the policy dissolves sets, only a deadline
   * closes a set.
   */
  static Optional<SealReason> due(ModelPolicy policy, ModelState model, SetRow set, Instant now) {
    Sealing sealing = policy.sealing();
    if (set.samples() >= sealing.maxSamples()) {
      return Optional.of(SealReason.SIZE);
    }
    if (!model.isFree()) {
      return Optional.empty();
    }
    long least =
        sealing.dissolveInconclusive() ? Policies.leastSamples(policy, set) : sealing.minSamples();
    boolean enough = set.samples() >= least;
    if (enough && !now.isBefore(set.oldest().plus(sealing.maxAge()))) {
      return Optional.of(SealReason.AGE);
    }
    return hasTime(policy, set, 0, now) || gathers(policy, set, now)
        ? Optional.empty()
        : Optional.of(SealReason.DEADLINE);
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

  /**
   * Whether those who ask together with the first whose deadline was too near are still awaited. A
   * clock that was put back ends this too.
   */
  private static boolean gathers(ModelPolicy policy, SetRow set, Instant now) {
    Instant since = set.urgentSince();
    if (since == null || now.isBefore(since)) {
      return false;
    }
    Duration maxAge = policy.sealing().maxAge();
    return now.isBefore(since.plus(maxAge.compareTo(GATHERING) < 0 ? maxAge : GATHERING));
  }
}
