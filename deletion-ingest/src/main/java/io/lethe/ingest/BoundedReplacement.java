package io.lethe.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a stream thread that failed: it is replaced, for the cause may pass (a registry
 * that restarts), but not without end. A cause that stays ends the service, visibly.
 */
final class BoundedReplacement implements StreamsUncaughtExceptionHandler {
  static final int REPLACEMENTS = 5;
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(BoundedReplacement.class);

  private final Clock clock;
  private final Deque<Instant> failures = new ArrayDeque<>();
  private Optional<Throwable> fatal = Optional.empty();

  BoundedReplacement(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    Instant now = clock.instant();
    failures.removeIf(earlier -> earlier.isBefore(now.minus(WINDOW)));
    failures.add(now);
    boolean replace = failures.size() <= REPLACEMENTS;
    LOGGER
        .atError()
        .setMessage("A stream thread failed")
        .addKeyValue("failuresInWindow", failures.size())
        .addKeyValue("replaced", replace)
        .setCause(failure)
        .log();
    if (!replace) {
      fatal = Optional.of(failure);
    }
    return replace
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** The failure that ended the service, once one has. */
  synchronized Optional<Throwable> fatal() {
    return fatal;
  }
}
