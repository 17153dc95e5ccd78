// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import java.time.Duration;

/**
 * How long things wait in the topology.
 *
 * @param defaultDeadline from receipt, for requests that name no deadline
 * @param unknownModelGrace how long a request waits for the model that it names to be registered,
 *     and one that names none for registrations on their way
 * @param tick how often the wall clock is looked at
 */
public record IngestTimes(Duration defaultDeadline, Duration unknownModelGrace, Duration tick) {
  /** Checks the rules. */
  public IngestTimes {
    requirePositive("defaultDeadline", defaultDeadline);
    requirePositive("tick", tick);
    if (unknownModelGrace == null || unknownModelGrace.isNegative()) {
      throw new IllegalArgumentException(
          "unknownModelGrace must be 0 or more, found: " + unknownModelGrace);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than 0, found: " + value);
    }
  }

  /**
   * The usual times.
   *
   * @return 30 days, 10 seconds, 200 milliseconds
   */
  public static IngestTimes defaults() {
    return new IngestTimes(Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofMillis(200));
  }
}
