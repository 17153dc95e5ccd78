// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.clock.Pulse;
import io.lethe.kit.logging.LogKeys;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that holds one session with the broker after another, and the one policy for retrying
 * and giving up. A session that fails is followed by another, for ever, after {@link
 * Faults#pauseAfter}. After {@value #UNHEALTHY_AFTER} failures in a row the loop is unhealthy, so
 * that the process ends with the code of the last one. What no session can mend ({@link #HOPELESS})
 * ends the loop at once.
 */
public abstract class SessionLoop implements Supervised, AutoCloseable {
  static final int UNHEALTHY_AFTER = 20;
  private static final List<Class<?>> HOPELESS =
      List.of(
          AuthorizationException.class,
          AuthenticationException.class,
          UnsupportedVersionException.class,
          ConfigException.class,
          FencedInstanceIdException.class,
          LostRecordException.class,
          Error.class);

  private static final Logger LOGGER = LoggerFactory.getLogger(SessionLoop.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(15);
  final String topic;
  final Faults faults;
  private final Thread thread;
  private final Pulse pulse;
  private final Counter failedSessions;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;

  SessionLoop(String name, String topic, Faults faults) {
    this.topic = topic;
    this.faults = faults;
    faults.watch(topic);
    pulse = faults.clock().pulse();
    failedSessions = faults.failedSessions(topic);
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Holds a session, from opening its clients to closing them; ends when the loop is closing. */
  abstract void session() throws Exception;

  /** Called when there will be no further session. */
  void finish() throws InterruptedException {}

  /** Starts the thread. */
  public final void start() {
    thread.start();
  }

  @Override
  public final boolean isHealthy() {
    return !ended
        && failuresInARow.get() < UNHEALTHY_AFTER
        && pulse.silence().compareTo(Pulse.UNHEALTHY_AFTER) < 0;
  }

  /** What failed last, if nothing has succeeded since; or that a poll does not come back. */
  @Override
  public final Optional<Throwable> failure() {
    Duration silence = pulse.silence();
    return Optional.ofNullable(failure)
        .or(
            () ->
                silence.compareTo(Pulse.UNREADY_AFTER) < 0
                    ? Optional.empty()
                    : Optional.of(new StalledException("The reader of " + topic, silence)));
  }

  /**
   * The next records of a session's consumer. A poll that the clock has stopped, and with it the
   * session, is ended by the watch: a consumer's heartbeats and retries have stopped, too.
   *
   * @throws ClockSetBackException if it was
   */
  final <V> ConsumerRecords<String, V> poll(Consumer<String, V> consumer, Duration time) {
    pulse.beat();
    try {
      return faults.poll(consumer, time);
    } catch (WakeupException e) {
      throw new ClockSetBackException(e);
    } finally {
      pulse.rest();
    }
  }

  /** Wakes the consumer whenever the clock is set back, until this is closed. */
  final ClockWatch.Observation watch(Consumer<?, ?> consumer) {
    return faults.clock().observe(by -> consumer.wakeup());
  }

  /** Tells the loop to end, and does not wait: loops that end together take the time of one. */
  public final void stop() {
    closing.countDown();
  }

  /** Ends the session and waits for it, a bounded time. */
  @Override
  public final void close() {
    stop();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
      if (thread.isAlive()) {
        LOGGER
            .atWarn()
            .setMessage("Loop did not end in time")
            .addKeyValue(LogKeys.TOPIC, topic)
            .addKeyValue(LogKeys.PATIENCE, CLOSE_PATIENCE)
            .log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  final boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** What was tried came to its end: failures count from zero. */
  final void succeeded() {
    failuresInARow.set(0);
    failure = null;
  }

  private void run() {
    try {
      while (!isClosing() && !ended) {
        hold();
      }
      ended = true;
      finish();
    } catch (InterruptedException e) {
      ended = true; // by nobody of ours
    }
  }

  private void hold() throws InterruptedException {
    try {
      session();
    } catch (ClockSetBackException e) {
      LOGGER
          .atWarn()
          .setMessage("The clock was set back, opening another session")
          .addKeyValue(LogKeys.TOPIC, topic)
          .log(); // nothing has failed, and the next one need not wait
    } catch (Exception | Error e) {
      if (!isClosing()) {
        failed(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        Duration pause = ended ? Duration.ZERO : faults.pauseAfter(failuresInARow.get());
        closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void failed(Throwable cause) {
    failure = cause;
    failuresInARow.incrementAndGet();
    failedSessions.increment();
    ended =
        Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
            .anyMatch(each -> HOPELESS.stream().anyMatch(type -> type.isInstance(each)));
    LOGGER
        .atError()
        .setMessage(ended ? "Loop ended" : "Session with the broker failed, opening another")
        .addKeyValue(LogKeys.TOPIC, topic)
        .addKeyValue("failuresInARow", failuresInARow.get())
        .setCause(cause)
        .log();
  }
}
