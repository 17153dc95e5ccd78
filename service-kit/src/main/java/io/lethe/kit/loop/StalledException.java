// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import java.time.Duration;

/** What must move does not, and nothing here can make it move: the process is to be restarted. */
public final class StalledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what stands still.
   *
   * @param reader what reads topics
   * @param silence for how long it has not polled
   */
  public StalledException(String reader, Duration silence) {
    this(
        reader
            + " has not come back from Kafka for "
            + silence.toSeconds()
            + " s by the monotonic clock; restart the process");
  }

  /** Says what stands still, for how long, and that the process is to be restarted. */
  public StalledException(String message) {
    super(message);
  }
}
