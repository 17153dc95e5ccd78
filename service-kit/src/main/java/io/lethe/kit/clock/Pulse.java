// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.clock;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When something moved last that must not stand still, by the time that the process was awake: one
 * that was frozen for long is not told to be ill when it goes on. Made by {@link ClockWatch#pulse};
 * at rest until its first beat.
 */
public final class Pulse {
  /**
   * Silent so long, a reader is not ready. Polls take tenths of a second; a commit to a slow broker
   * takes some seconds.
   */
  public static final Duration UNREADY_AFTER = Duration.ofSeconds(30);

  /**
   * Silent so long, a reader is not healthy, and its process ends. As long as Kafka's {@code
   * max.poll.interval.ms}, after which a group gives a silent member's partitions away: longer than
   * a client waits for a broker ({@code max.block.ms}, a minute), and than Kafka Streams tries to
   * make its internal topics inside a poll (half of that interval).
   */
  public static final Duration UNHEALTHY_AFTER = Duration.ofMinutes(5);

  private final LongSupplier nanos;
  private long lastBeat;
  private boolean resting = true;

  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** It has moved. */
  public synchronized void beat() {
    lastBeat = nanos.getAsLong();
    resting = false;
  }

  /** It need not move until the next beat. */
  public synchronized void rest() {
    resting = true;
  }

  /** How long it has not moved; nothing while it rests. */
  public synchronized Duration silence() {
    return resting ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - lastBeat);
  }
}
