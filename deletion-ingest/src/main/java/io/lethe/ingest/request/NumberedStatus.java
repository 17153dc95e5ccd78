package io.lethe.ingest.request;

import java.util.Objects;

/**
 * A standing and how often it has changed.
 *
 * @param sequence number of changes, from 1
 * @param standing the latest
 */
public record NumberedStatus(long sequence, RequestStatus standing) {
  /** Checks the count. */
  public NumberedStatus {
    Objects.requireNonNull(standing, "standing");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence counts from 1, found: " + sequence);
    }
  }

  static NumberedStatus after(NumberedStatus before, RequestStatus standing) {
    return new NumberedStatus(before == null ? 1 : before.sequence() + 1, standing);
  }
}
