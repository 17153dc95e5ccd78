// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How many failures are borne in how short a time: what passes is borne, what stays is not. */
final class FailureBudget {
  private final int borne;
  private final Duration window;
  private final LongSupplier nanos;
  private final Deque<Long> failures = new ArrayDeque<>();

  /**
   * A budget that is not used yet.
   *
   * @param nanos a monotonic clock: neither step of the wall clock makes failures more or fewer
   */
  FailureBudget(int borne, Duration window, LongSupplier nanos) {
    this.borne = borne;
    this.window = window;
    this.nanos = nanos;
  }

  /** Counts a failure that happens now; whether it is still borne. */
  synchronized boolean bears() {
    long now = nanos.getAsLong();
    failures.removeIf(earlier -> now - earlier > window.toNanos());
    failures.add(now);
    return failures.size() <= borne;
  }

  /** The failures in the window, as it was when the last one was counted. */
  synchronized int counted() {
    return failures.size();
  }
}
