// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A status and how often it has changed.
 *
 * @param sequence number of changes, from 1
 * @param status the latest
 * @param times of the case that has it
 */
public record NumberedStatus(long sequence, RequestStatus status, CaseTimes times) {
  /** Checks presence and the count. */
  public NumberedStatus {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(status, "status");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence counts from 1, found: " + sequence);
    }
  }

  /** Whether another says the same. */
  boolean says(RequestStatus other, CaseTimes otherTimes) {
    return status.equals(other) && times.equals(otherTimes);
  }

  static NumberedStatus after(
      @Nullable NumberedStatus before, RequestStatus status, CaseTimes times) {
    return new NumberedStatus(before == null ? 1 : before.sequence() + 1, status, times);
  }
}
