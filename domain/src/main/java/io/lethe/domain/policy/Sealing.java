// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * When a forget set is closed, and how long its jobs may take.
 *
 * @param maxSamples a set is sealed when it has this many samples
 * @param maxAge a set is sealed this long after its first request
 * @param minSamples below this many samples sealing waits, unless a deadline forces it; a forced
 *     set is retrained, for nothing else could be shown of it. The default follows from the power
 *     of the default gate: it is the least size of a set of which the default ladder's first rung
 *     has been seen to pass in every trial (docs/results/gate.md); in a policy's text that names
 *     none it is {@code maxSamples} where that is less
 * @param attemptTime how long one attempt may take: a set is sealed no later than its earliest
 *     deadline less this for every rung of the ladder
 * @param jobLease how long a job may stay unanswered before it is published again
 * @param maxPublications how often a job is published before it is parked
 * @param dissolveInconclusive whether a set about which the gate could not tell is dissolved where
 *     its report says that more samples would settle it and time is left: its requests wait in the
 *     open set until that is large enough. Else the next retraining on the ladder follows at once
 */
public record Sealing(
    int maxSamples,
    Duration maxAge,
    int minSamples,
    Duration attemptTime,
    Duration jobLease,
    int maxPublications,
    boolean dissolveInconclusive) {

  /** Seals at 5,000 samples or after a day, from 300 samples on; attempts take up to 4 hours. */
  public static final Sealing DEFAULTS =
      new Sealing(
          5_000, Duration.ofDays(1), 300, Duration.ofHours(4), Duration.ofHours(4), 3, true);

  private static final int MOST_PUBLICATIONS = 1_000;

  public Sealing {
    PolicyRules.atLeast("sealing.maxSamples", maxSamples, 1);
    PolicyRules.positive("sealing.maxAge", maxAge);
    PolicyRules.atLeast("sealing.minSamples", minSamples, 1);
    PolicyRules.positive("sealing.attemptTime", attemptTime);
    PolicyRules.positive("sealing.jobLease", jobLease);
    PolicyRules.from(1, MOST_PUBLICATIONS, "sealing.maxPublications", maxPublications);
    if (minSamples > maxSamples) {
      throw new IllegalArgumentException(
          "sealing.minSamples must not be above sealing.maxSamples, "
              + minSamples
              + " is above "
              + maxSamples);
    }
  }

  /**
   * The last moment at which a set is sealed: time for every rung of the ladder is left then.
   *
   * @param deadline earliest of its requests
   * @param rungs of the ladder
   */
  public Instant latest(Instant deadline, int rungs) {
    return deadline.minus(attemptTime.multipliedBy(rungs));
  }
}
