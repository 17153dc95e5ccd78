// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.clock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees by the monotonic clock that the wall clock was set back, and tells whoever must know.
 *
 * <p>Kafka's clients and Kafka Streams time everything by the wall clock: set back by an hour, a
 * poll of a tenth of a second lasts an hour, heartbeats, commits and punctuations pause for one,
 * and no error is seen. What was made after the step works. A clock that is set forward needs no
 * watch: what waits is due at once.
 *
 * <p>Why: docs/decisions/0034-time-is-the-time-of-receipt.md.
 */
public final class ClockWatch {
  /** A step back that is borne: everything pauses that long, and nobody is told. */
  public static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(ClockWatch.class);
  private static final long MILLIS_BETWEEN_LOOKS = 500;
  private static final long NANOS_IN_A_MILLI = 1_000_000;

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private long mostAhead;
  private long lookedAt;
  private long awake;

  /** Who wants to know. Called on the watch's thread; whatever takes long belongs on another. */
  @FunctionalInterface
  public interface Observer {
    /** The wall clock was set back by so much, all small steps since the last call together. */
    void onSetBack(Duration by);

    /** Called at each look, set back or not. */
    default void onLook() {}
  }

  /** Ends an observation. */
  @FunctionalInterface
  public interface Observation extends AutoCloseable {
    @Override
    void close();
  }

  /** There is one pair of clocks in a process, and one thread that looks at them. */
  private static final class OfProcess {
    static final ClockWatch WATCH = begun();

    @SuppressWarnings("FutureReturnValueIgnored") // it looks as long as the process lives
    private static ClockWatch begun() {
      ClockWatch watch = new ClockWatch(System::currentTimeMillis, System::nanoTime);
      ScheduledExecutorService thread =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread made = new Thread(work, "clock-watch");
                made.setDaemon(true);
                return made;
              });
      thread.scheduleWithFixedDelay(
          watch::look, MILLIS_BETWEEN_LOOKS, MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
      return watch;
    }
  }

  /**
   * A watch that looks only when it is told to.
   *
   * @param wallMillis the wall clock, milliseconds
   * @param nanos the monotonic clock, nanoseconds
   */
  public ClockWatch(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = requireNonNull(wallMillis, "wallMillis");
    this.nanos = requireNonNull(nanos, "nanos");
    mostAhead = ahead();
    lookedAt = nanos.getAsLong();
  }

  /** The process' watch, which looks twice a second on a thread of its own. */
  public static ClockWatch ofProcess() {
    return OfProcess.WATCH;
  }

  /** Tells an observer from now on. */
  public Observation observe(Observer observer) {
    observers.add(requireNonNull(observer, "observer"));
    return () -> observers.remove(observer);
  }

  /** The pulse of something that must move, by the time that the process was awake. */
  public Pulse pulse() {
    return new Pulse(this::awakeNanos);
  }

  /**
   * The monotonic clock without the time that the process slept, as it does while it is frozen
   * ({@code SIGSTOP}, {@code docker pause}, a machine that sleeps). The watch looks twice a second:
   * where it did not look for longer, nothing else of the process could move either, so that of any
   * time between two looks no more than {@link #TOLERANCE} counts.
   */
  private synchronized long awakeNanos() {
    return awake + sinceLook(nanos.getAsLong());
  }

  private long sinceLook(long now) {
    return Math.min(Math.max(0, now - lookedAt), TOLERANCE.toNanos());
  }

  /** The monotonic clock, for spans of time that no step of the wall clock may change. */
  public long nanos() {
    return nanos.getAsLong();
  }

  /** Looks at both clocks once. */
  public void look() {
    countAwake();
    Duration back = setBack();
    if (back.compareTo(TOLERANCE) > 0) {
      LOGGER
          .atWarn()
          .setMessage("The clock was set back; what Kafka's clients time is begun anew")
          .addKeyValue("by", back)
          .log();
      observers.forEach(observer -> tell(() -> observer.onSetBack(back)));
    }
    observers.forEach(observer -> tell(observer::onLook));
  }

  private synchronized void countAwake() {
    long now = nanos.getAsLong();
    awake += sinceLook(now);
    lookedAt = now;
  }

  /** How far the wall clock is behind its best since the last step that was told. */
  private synchronized Duration setBack() {
    long ahead = ahead();
    Duration back = Duration.ofMillis(Math.max(0, mostAhead - ahead));
    if (ahead > mostAhead || back.compareTo(TOLERANCE) > 0) {
      mostAhead = ahead;
    }
    return back;
  }

  /** Of the wall clock over the monotonic one, in milliseconds; a pause between them is no step. */
  private long ahead() {
    long before;
    long wall;
    long after;
    do {
      before = nanos.getAsLong();
      wall = wallMillis.getAsLong();
      after = nanos.getAsLong();
    } while (after - before > TOLERANCE.toNanos() / 10);
    return wall - after / NANOS_IN_A_MILLI;
  }

  /** One observer's failure is not the others'. */
  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOGGER.atError().setMessage("An observer of the clock failed").setCause(e).log();
    }
  }
}
