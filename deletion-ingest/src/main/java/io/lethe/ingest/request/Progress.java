package io.lethe.ingest.request;

import java.util.Objects;

/**
 * A standing and how often it has changed.
 *
 * @param sequence number of changes, from 1
 * @param standing the latest
 */
public record Progress(long sequence, Standing standing) {
  /** Checks the count. */
  public Progress {
    Objects.requireNonNull(standing, "standing");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence counts from 1, found: " + sequence);
    }
  }

  static Progress after(Progress before, Standing standing) {
    return new Progress(before == null ? 1 : before.sequence() + 1, standing);
  }
}
