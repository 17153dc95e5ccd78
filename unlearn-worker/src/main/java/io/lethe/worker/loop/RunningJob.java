package io.lethe.worker.loop;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A job on the training thread, as the consumer loop sees it. */
final class RunningJob {
  private final ConsumerRecord<String, UnlearningJob> source;
  private final Trace trace;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final CompletableFuture<ModelCandidate> result;

  /** Does the work of one job. */
  @FunctionalInterface
  interface Work {
    ModelCandidate run(UnlearningJob job, BooleanSupplier cancelled);
  }

  private RunningJob(
      ConsumerRecord<String, UnlearningJob> source, Work work, Executor trainingThread) {
    this.source = source;
    this.trace = traceOf(source);
    LogContext context = context();
    this.result =
        CompletableFuture.supplyAsync(
            () -> context.get(() -> work.run(source.value(), cancelled::get)), trainingThread);
  }

  /** A job of a version that wrote no trace has its forget set's. */
  private static Trace traceOf(ConsumerRecord<String, UnlearningJob> source) {
    UnlearningJob job = source.value();
    return Trace.from(source.headers())
        .orElseGet(() -> Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest()));
  }

  static RunningJob start(
      ConsumerRecord<String, UnlearningJob> source, Work work, Executor trainingThread) {
    return new RunningJob(
        Objects.requireNonNull(source, "source"),
        Objects.requireNonNull(work, "work"),
        Objects.requireNonNull(trainingThread, "trainingThread"));
  }

  /** The job's trace, which its candidate has too. */
  Trace trace() {
    return trace;
  }

  /** What whoever works on the job logs with every line, on whatever thread. */
  LogContext context() {
    UnlearningJob job = source.value();
    return LogContext.ofModel(job.getModel())
        .with(LogKeys.JOB, job.getJobId())
        .with(LogKeys.FORGET_SET, job.getForgetSetDigest())
        .with(LogKeys.ATTEMPT, job.getAttempt())
        .with(trace);
  }

  TopicPartition partition() {
    return new TopicPartition(source.topic(), source.partition());
  }

  long offset() {
    return source.offset();
  }

  boolean isDone() {
    return result.isDone();
  }

  /**
   * What came of it; call only when done.
   *
   * @throws java.util.concurrent.CompletionException if the work threw
   */
  ModelCandidate candidate() {
    return result.join();
  }

  /** Asks the training to stop at its next step. */
  void cancel() {
    cancelled.set(true);
  }
}
