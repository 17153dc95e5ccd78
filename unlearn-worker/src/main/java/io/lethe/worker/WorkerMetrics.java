// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import io.lethe.kit.metrics.MeterSpec;
import io.lethe.worker.job.JobMetrics;
import io.lethe.worker.job.JobPhase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/** The worker's meters in a Micrometer registry. */
public final class WorkerMetrics implements JobMetrics {
  /** Counter of jobs by {@code outcome} and {@code algorithm}. */
  public static final MeterSpec JOBS =
      new MeterSpec("lethe.worker.jobs", "jobs", "Jobs that came to an end on this worker");

  /** Timer of successful jobs by {@code algorithm}. */
  public static final MeterSpec JOB_DURATION =
      new MeterSpec(
          "lethe.worker.job.duration", "seconds", "From taking a job to its stored candidate");

  /** Timer of successful jobs' phases by {@code phase}. */
  public static final MeterSpec PHASE_DURATION =
      new MeterSpec(
          "lethe.worker.phase.duration", "seconds", "Time that a job spent in each of its phases");

  /** 1 for the phase that a job is in, by {@code phase}. */
  public static final MeterSpec RUNNING_JOBS =
      new MeterSpec("lethe.worker.running.jobs", "jobs", "Jobs by the phase in which they are now");

  /** How far the training is. */
  public static final MeterSpec PROGRESS =
      new MeterSpec(
          "lethe.worker.training.progress",
          "ratio",
          "Share of the running job's training steps that are done; 0 without a job");

  /** Counter of images that went into a training step. */
  public static final MeterSpec TRAINED_IMAGES =
      new MeterSpec(
          "lethe.worker.trained.images", "images", "Images fed into training steps, as they go in");

  /** 1 while a job runs, else 0. */
  public static final MeterSpec BUSY =
      new MeterSpec("lethe.worker.busy", "", "1 while a job runs or its candidate is published");

  private static final String OUTCOME = "outcome";
  private static final String ALGORITHM = "algorithm";
  private static final String PHASE = "phase";
  private static final String NONE = "none";
  private final MeterRegistry registry;
  private final Set<String> algorithms;
  private final Counter trainedImages;
  private volatile boolean busy;
  private volatile JobPhase phase = JobPhase.LOADING;
  private volatile double progress;

  /**
   * Registers the meters.
   *
   * @param algorithms names that may become tag values; others, which come from outside, are
   *     counted as {@code unknown}
   */
  public WorkerMetrics(MeterRegistry registry, Collection<String> algorithms) {
    this.registry = registry;
    this.algorithms = Set.copyOf(algorithms);
    BUSY.gauge(registry, () -> busy ? 1 : 0);
    PROGRESS.gauge(registry, () -> busy ? progress : 0);
    for (JobPhase each : JobPhase.values()) {
      RUNNING_JOBS.gauge(registry, () -> busy && phase == each ? 1 : 0, PHASE, each.label());
      PHASE_DURATION.timer(registry, PHASE, each.label());
    }
    trainedImages = TRAINED_IMAGES.counter(registry);
  }

  @Override
  public void entered(JobPhase next) {
    phase = next;
    if (next == JobPhase.LOADING) {
      progress = 0;
    }
  }

  @Override
  public void trained(long steps, long ofSteps) {
    progress = (double) steps / ofSteps;
  }

  @Override
  public void imageFed() {
    trainedImages.increment();
  }

  @Override
  public void timed(JobPhase which, Duration duration) {
    PHASE_DURATION.timer(registry, PHASE, which.label()).record(duration);
  }

  @Override
  public void succeeded(String algorithm, Duration duration) {
    count("succeeded", algorithm);
    JOB_DURATION.timer(registry, ALGORITHM, known(algorithm)).record(duration);
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
  public void busy(boolean isBusy) {
    busy = isBusy; // a cancelled job may still report steps: phase and progress show while busy
  }

  private void count(String outcome, String algorithm) {
    String name = algorithm.equals(NONE) ? NONE : known(algorithm);
    JOBS.counter(registry, OUTCOME, outcome, ALGORITHM, name).increment();
  }

  private String known(String algorithm) {
    return algorithms.contains(algorithm) ? algorithm : "unknown";
  }
}
