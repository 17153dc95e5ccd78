// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many failures are borne in how short a time: what passes is borne, what stays is not. */
final class FailureBudget {
  private final int borne;
  private final Duration window;
  private final Clock clock;
  private final Deque<Instant> failures = new ArrayDeque<>();

  FailureBudget(int borne, Duration window, Clock clock) {
    this.borne = borne;
    this.window = window;
    this.clock = clock;
  }

  /** Counts a failure that happens now; whether it is still borne. */
  synchronized boolean bears() {
    Instant now = clock.instant();
    failures.removeIf(earlier -> earlier.isBefore(now.minus(window)));
    failures.add(now);
    return failures.size() <= borne;
  }

  /** The failures in the window, as it was when the last one was counted. */
  synchronized int counted() {
    return failures.size();
  }
}
