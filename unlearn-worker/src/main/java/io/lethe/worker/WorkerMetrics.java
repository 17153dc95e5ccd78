package io.lethe.worker;

import io.lethe.worker.job.JobMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The worker's meters in a Micrometer registry. */
public final class WorkerMetrics implements JobMetrics {
  /** Counter of jobs by {@code outcome} and {@code algorithm}. */
  public static final String JOBS = "lethe.worker.jobs";

  /** Timer of successful jobs by {@code algorithm}. */
  public static final String JOB_DURATION = "lethe.worker.job.duration";

  /** Counter of images that went through a training step. */
  public static final String TRAINED_IMAGES = "lethe.worker.trained.images";

  /** Counter of records on the job topic that are no jobs. */
  public static final String UNREADABLE = "lethe.worker.jobs.unreadable";

  /** 1 while a job runs, else 0. */
  public static final String BUSY = "lethe.worker.busy";

  private static final String OUTCOME = "outcome";
  private static final String ALGORITHM = "algorithm";
  private static final String NONE = "none";
  private final MeterRegistry registry;
  private final Set<String> algorithms;
  private final AtomicInteger busy = new AtomicInteger();

  /**
   * Registers the meters.
   *
   * @param algorithms names that may become tag values; others, which come from outside, are
   *     counted as {@code unknown}
   */
  public WorkerMetrics(MeterRegistry registry, Collection<String> algorithms) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.algorithms = Set.copyOf(algorithms);
    Gauge.builder(BUSY, busy, AtomicInteger::get)
        .description("1 while a job runs")
        .register(registry);
    registry.counter(UNREADABLE);
    registry.counter(TRAINED_IMAGES);
  }

  @Override
  public void succeeded(String algorithm, Duration duration, long trainedImages) {
    count("succeeded", algorithm);
    registry.timer(JOB_DURATION, ALGORITHM, known(algorithm)).record(duration);
    registry.counter(TRAINED_IMAGES).increment((double) trainedImages);
  }

  @Override
  public void failed(String algorithm, boolean retryable) {
    count(retryable ? "failed_retryable" : "failed", algorithm);
  }

  @Override
  public void republished() {
    count("republished", NONE);
  }

  @Override
  public void cancelled() {
    count("cancelled", NONE);
  }

  @Override
  public void unreadable() {
    registry.counter(UNREADABLE).increment();
  }

  @Override
  public void busy(boolean isBusy) {
    busy.set(isBusy ? 1 : 0);
  }

  private void count(String outcome, String algorithm) {
    registry
        .counter(
            JOBS, OUTCOME, outcome, ALGORITHM, algorithm.equals(NONE) ? NONE : known(algorithm))
        .increment();
  }

  private String known(String algorithm) {
    return algorithms.contains(algorithm) ? algorithm : "unknown";
  }
}
