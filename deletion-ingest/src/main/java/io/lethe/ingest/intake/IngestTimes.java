// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;

/**
 * How long things wait in the topology.
 *
 * @param defaultDeadline from receipt, in UTC, for requests that name no deadline
 * @param unknownModelGrace how long a request waits for the model that it names to be registered,
 *     and one that names none for registrations on their way
 * @param tick how often the wall clock is looked at
 */
public record IngestTimes(Period defaultDeadline, Duration unknownModelGrace, Duration tick) {
  /** Checks the rules. */
  public IngestTimes {
    if (defaultDeadline == null || !isDeadline(defaultDeadline)) {
      throw new IllegalArgumentException(
          "defaultDeadline must be more than 0 and at most a year, found: " + defaultDeadline);
    }
    requirePositive("tick", tick);
    if (unknownModelGrace == null || unknownModelGrace.isNegative()) {
      throw new IllegalArgumentException(
          "unknownModelGrace must be 0 or more, found: " + unknownModelGrace);
    }
  }

  /** When what came at an instant and names no deadline must be done. */
  public Instant deadlineAfter(Instant instant) {
    return RequestRules.after(instant, defaultDeadline);
  }

  private static boolean isDeadline(Period period) {
    LocalDate end = LocalDate.EPOCH.plus(period);
    return end.isAfter(LocalDate.EPOCH) && !end.isAfter(LocalDate.EPOCH.plus(RequestRules.HORIZON));
  }

  private static void requirePositive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than 0, found: " + value);
    }
  }

  /**
   * The usual times.
   *
   * @return a calendar month, 10 seconds, 200 milliseconds
   */
  public static IngestTimes defaults() {
    return new IngestTimes(Period.ofMonths(1), Duration.ofSeconds(10), Duration.ofMillis(200));
  }
}
