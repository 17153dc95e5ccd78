// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.view.JobLookup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says, while a candidate is measured, that it is: at once, and again every so often. What is
 * measured against reference models, or derived again, may take longer than a job's lease; by these
 * records deletion-ingest knows a verifier that is at work from one that has gone.
 */
final class SignsOfLife implements AutoCloseable {

  /** Well below any sensible lease, and little to store. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final Logger LOGGER = LoggerFactory.getLogger(SignsOfLife.class);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

  private final Supplier<? extends Producer<String, VerificationProgress>> producers;
  private final Clock clock;
  private final Duration interval;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "verifier-progress");
            made.setDaemon(true);
            return made;
          });
  private volatile @Nullable Producer<String, VerificationProgress>
      producer; // opened by its thread

  /**
   * Nothing is said yet, and nothing open.
   *
   * @param producers opens the producer for the first sign; it is closed with this
   * @param interval between two signs
   */
  SignsOfLife(
      Supplier<? extends Producer<String, VerificationProgress>> producers,
      Clock clock,
      Duration interval) {
    this.producers = requireNonNull(producers, "producers");
    this.clock = requireNonNull(clock, "clock");
    this.interval = requireNonNull(interval, "interval");
  }

  /** The same verification, of which a sign is given while it lasts and is not cancelled. */
  CandidateWork.Verification during(CandidateWork.Verification verification) {
    return (candidate, lookup, cancelled) -> {
      if (!(lookup instanceof JobLookup.Known known)) {
        return verification.of(candidate, lookup, cancelled); // nobody waits for it
      }
      Future<?> signs = begin(known.job(), cancelled);
      try {
        return verification.of(candidate, lookup, cancelled);
      } finally {
        signs.cancel(false);
      }
    };
  }

  /** No verification fails for want of a sign: after a close, none is given. */
  private Future<?> begin(UnlearningJob job, BooleanSupplier cancelled) {
    try {
      return thread.scheduleAtFixedRate(
          () -> {
            if (!cancelled.getAsBoolean()) {
              say(job);
            }
          },
          0,
          interval.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void say(UnlearningJob job) {
    VerificationProgress progress =
        VerificationProgress.newBuilder()
            .setModel(job.getModel())
            .setJobId(job.getJobId())
            .setAt(now())
            .build();
    try {
      opened()
          .send(
              new ProducerRecord<>(Topics.VERIFICATION_PROGRESS.name(), job.getModel(), progress),
              (sent, failure) -> unheard(job, failure));
    } catch (RuntimeException e) { // or no other sign would follow
      unheard(job, e);
    }
  }

  private Producer<String, VerificationProgress> opened() {
    Producer<String, VerificationProgress> known = producer;
    if (known == null) {
      known = producers.get();
      producer = known;
    }
    return known;
  }

  /** What comes of it is that the job is published again, and its candidate not measured twice. */
  private static void unheard(UnlearningJob job, @Nullable Exception failure) {
    if (failure != null) {
      LOGGER
          .atWarn()
          .setMessage("Nobody could be told that a candidate is being verified")
          .addKeyValue(LogKeys.MODEL, job.getModel())
          .addKeyValue(LogKeys.JOB, job.getJobId())
          .addKeyValue(LogKeys.CAUSE, failure.toString())
          .log();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow(); // a sign that waits for a broker
        thread.awaitTermination(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Producer<String, VerificationProgress> opened = producer;
    if (opened != null) {
      opened.close(CLOSE_TIME);
    }
  }
}
