package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

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
    metrics.succeeded("sftc", Duration.ofSeconds(3), 128);
    metrics.failed("sftc", true);
    metrics.failed("from outside", false);
    metrics.cancelled();

    assertThat(jobs("succeeded", "sftc")).isEqualTo(1);
    assertThat(jobs("failed_retryable", "sftc")).isEqualTo(1);
    assertThat(jobs("failed", "unknown")).isEqualTo(1);
    assertThat(jobs("cancelled", "none")).isEqualTo(1);
    assertThat(registry.get(WorkerMetrics.TRAINED_IMAGES).counter().count()).isEqualTo(128);
    assertThat(registry.get(WorkerMetrics.JOB_DURATION).timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(3);
  }

  @Test
  void shouldShowWhetherAJobRuns() {
    metrics.busy(true);
    assertThat(registry.get(WorkerMetrics.BUSY).gauge().value()).isEqualTo(1);

    metrics.busy(false);
    assertThat(registry.get(WorkerMetrics.BUSY).gauge().value()).isZero();
  }

  private double jobs(String outcome, String algorithm) {
    return registry
        .get(WorkerMetrics.JOBS)
        .tag("outcome", outcome)
        .tag("algorithm", algorithm)
        .counter()
        .count();
  }
}
