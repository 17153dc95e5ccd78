// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.job.JobPhase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(registry, List.of("sftc"));

  @Test
  void shouldCountJobsByOutcomeAndAlgorithm() {
    metrics.succeeded("sftc", Duration.ofSeconds(3));
    metrics.failed("sftc", true);
    metrics.failed("from outside", false);
    metrics.cancelled();

    assertThat(jobs("succeeded", "sftc")).isEqualTo(1);
    assertThat(jobs("failed_retryable", "sftc")).isEqualTo(1);
    assertThat(jobs("failed", "unknown")).isEqualTo(1);
    assertThat(jobs("cancelled", "none")).isEqualTo(1);
    assertThat(registry.get(WorkerMetrics.JOB_DURATION.name()).timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(3);
  }

  @Test
  void shouldShowWhetherAJobRuns() {
    metrics.busy(true);
    assertThat(registry.get(WorkerMetrics.BUSY.name()).gauge().value()).isEqualTo(1);

    metrics.busy(false);
    assertThat(registry.get(WorkerMetrics.BUSY.name()).gauge().value()).isZero();
  }

  @Test
  void shouldShowThePhaseAndTheProgressOfTheRunningJobOnly() {
    metrics.busy(true);
    metrics.entered(JobPhase.LOADING);
    metrics.entered(JobPhase.TRAINING);
    metrics.trained(3, 4);

    assertThat(running(JobPhase.TRAINING)).isEqualTo(1);
    assertThat(running(JobPhase.LOADING)).isZero();
    assertThat(registry.get(WorkerMetrics.PROGRESS.name()).gauge().value()).isEqualTo(0.75);

    metrics.busy(false);
    assertThat(running(JobPhase.TRAINING)).isZero();
    assertThat(registry.get(WorkerMetrics.PROGRESS.name()).gauge().value()).isZero();
  }

  @Test
  void shouldTimeEachPhase() {
    metrics.timed(JobPhase.TEACHER, Duration.ofSeconds(2));

    assertThat(
            registry
                .get(WorkerMetrics.PHASE_DURATION.name())
                .tag("phase", "teacher")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(2);
  }

  private double running(JobPhase phase) {
    return registry
        .get(WorkerMetrics.RUNNING_JOBS.name())
        .tag("phase", phase.label())
        .gauge()
        .value();
  }

  private double jobs(String outcome, String algorithm) {
    return registry
        .get(WorkerMetrics.JOBS.name())
        .tag("outcome", outcome)
        .tag("algorithm", algorithm)
        .counter()
        .count();
  }
}
