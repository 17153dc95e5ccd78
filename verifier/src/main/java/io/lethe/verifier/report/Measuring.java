// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.loop.BegunWork;
import io.lethe.kit.loop.GivenUpException;
import io.lethe.learning.ProgressListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One measurement after another, each with an end: it is noted where it is, so that one which ends
 * the process is not begun for ever; and between two batches it ends where nobody waits for it any
 * more, or its time is up. Within one call of a model nothing can end it: {@link #isStuck} says
 * that such a call does not come back.
 *
 * <p>Why: docs/decisions/0048-work-that-never-ends-is-given-up.md.
 */
public final class Measuring implements ProgressListener {
  /** The process is ended once a measurement has taken so many times what it may. */
  private static final int STUCK_AFTER = 2;

  private final BegunWork begun;
  private final ProgressListener listener;
  private final @Nullable Duration limit;
  private final LongSupplier nanos;
  private volatile @Nullable Run run;

  /** What is measured now. */
  private static final class Run {
    private final BegunWork.Note note;
    private final BooleanSupplier cancelled;
    private volatile long since;
    private volatile boolean timed = true;

    Run(BegunWork.Note note, BooleanSupplier cancelled, long since) {
      this.note = note;
      this.cancelled = cancelled;
      this.since = since;
    }
  }

  private Measuring(
      BegunWork begun, ProgressListener listener, @Nullable Duration limit, LongSupplier nanos) {
    this.begun = requireNonNull(begun, "begun");
    this.listener = requireNonNull(listener, "listener");
    this.limit = limit;
    this.nanos = requireNonNull(nanos, "nanos");
  }

  /** Measurements that may take as long as they take. */
  public static Measuring untimed(BegunWork begun, ProgressListener listener) {
    return new Measuring(begun, listener, null, System::nanoTime);
  }

  /**
   * Measurements that may take so long, each.
   *
   * @param nanos a monotonic clock
   */
  public static Measuring within(
      Duration limit, BegunWork begun, ProgressListener listener, LongSupplier nanos) {
    return new Measuring(begun, listener, requireNonNull(limit, "limit"), nanos);
  }

  /**
   * Measures.
   *
   * @param key names the measurement, the same after a restart
   * @param measurement tells this listener of its progress
   * @param givenUp answers in its place where it must not be begun again, given the reason
   * @throws CancellationException if cancelled said so
   * @throws OverdueException if the measurement lets it pass
   */
  public <R> R during(
      String key, BooleanSupplier cancelled, Supplier<R> measurement, Function<String, R> givenUp) {
    try (BegunWork.Note note = begun.begin(key, cancelled)) {
      run = new Run(note, cancelled, nanos.getAsLong());
      return measurement.get();
    } catch (GivenUpException e) {
      return givenUp.apply(e.getMessage());
    } finally {
      run = null;
    }
  }

  /** Does what is not the model's doing; its time begins anew afterwards. */
  public <T> T outsideOfItsTime(Supplier<T> work) {
    Run now = run;
    if (now == null) {
      return work.get();
    }
    now.timed = false;
    try {
      return work.get();
    } finally {
      now.since = nanos.getAsLong();
      now.timed = true;
    }
  }

  @Override
  public void progress(String phase, long done, long total) {
    Run now = run;
    if (now != null) {
      now.note.at(phase, done, total);
      if (now.cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled while it was measured, at " + phase);
      }
      if (hasTaken(now, 1)) {
        throw new OverdueException(requireNonNull(limit, "limit"));
      }
    }
    listener.progress(phase, done, total);
  }

  /** Whether a measurement has long had no time left, and has not come back to be told. */
  public boolean isStuck() {
    Run now = run;
    return now != null && hasTaken(now, STUCK_AFTER);
  }

  /** Why it is stuck, in words. */
  public Optional<String> whyStuck() {
    return isStuck()
        ? Optional.of(
            "A measurement that may take %s has not come back after %d times that; restart the process"
                .formatted(limit, STUCK_AFTER))
        : Optional.empty();
  }

  /**
   * The process is being stopped: a measurement that has no time left is not begun again, and is
   * answered at the next start.
   */
  public void stop() {
    Run now = run;
    if (now != null && hasTaken(now, 1)) {
      now.note.giveUp(OverdueException.couldNot(requireNonNull(limit, "limit")));
    }
  }

  private boolean hasTaken(Run now, int times) {
    return limit != null
        && now.timed
        && nanos.getAsLong() - now.since > limit.multipliedBy(times).toNanos();
  }
}
