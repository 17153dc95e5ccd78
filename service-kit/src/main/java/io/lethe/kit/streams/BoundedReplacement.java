// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.loop.FailedRecordException;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.serde.UndecodableRecordException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
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

  private final FailureBudget budget;
  private Optional<Throwable> last = Optional.empty();

  /** Counts failures by a monotonic clock, in nanoseconds. */
  BoundedReplacement(LongSupplier nanos) {
    budget = new FailureBudget(REPLACEMENTS, WINDOW, nanos);
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    last = Optional.of(failure);
    // One record's failures have a bound of their own, else a few such records ended the service.
    StreamThreadExceptionResponse response =
        FailedRecordException.isIn(failure) || (budget.bears() && !mustStop(failure))
            ? StreamThreadExceptionResponse.REPLACE_THREAD
            : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    LOGGER
        .atError()
        .setMessage("A stream thread failed")
        .addKeyValue("failuresInWindow", budget.counted())
        .addKeyValue("response", response)
        .setCause(failure)
        .log();
    return response;
  }

  /** Where a record of a topic, or a row of a store, is to be looked at by a person. */
  private static boolean mustStop(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof LostRecordException
                    || cause instanceof UndecodableRecordException);
  }

  /**
   * What failed last. Once Kafka Streams has ended it says why, whatever the response was: the
   * thread of global stores is never replaced.
   */
  synchronized Optional<Throwable> last() {
    return last;
  }
}
