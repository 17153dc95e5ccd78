// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterSpecTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void shouldSayACountedThingOnce() {
    new MeterSpec("lethe.worker.jobs", "jobs", "Jobs").counter(registry, "outcome", "done");

    assertThat(registry.scrape())
        .contains("# HELP lethe_worker_jobs_total Jobs")
        .contains("lethe_worker_jobs_total{outcome=\"done\"} 0.0");
  }

  @Test
  void shouldAppendSecondsAndRatioToTheName() {
    new MeterSpec("lethe.oldest.age", "seconds", "Age").gauge(registry, () -> 1.5);
    new MeterSpec("lethe.progress", "ratio", "Progress").gauge(registry, () -> 0.25);

    assertThat(registry.scrape())
        .contains("lethe_oldest_age_seconds 1.5")
        .contains("lethe_progress_ratio 0.25");
  }

  @Test
  void shouldSortTimesIntoBuckets() {
    new MeterSpec("lethe.work.duration", "seconds", "Work")
        .timer(registry)
        .record(Duration.ofSeconds(90));

    assertThat(registry.scrape())
        .contains("lethe_work_duration_seconds_bucket{le=\"60.0\"} 0")
        .contains("lethe_work_duration_seconds_bucket{le=\"120.0\"} 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "lethe", "lethe.Jobs", "lethe.no_effect", "lethe..jobs"})
  void shouldRefuseAnotherKindOfName(String name) {
    assertThatThrownBy(() -> new MeterSpec(name, "jobs", "Jobs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void shouldRefuseAMeterWithoutDescription() {
    assertThatThrownBy(() -> new MeterSpec("lethe.worker.jobs", "jobs", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lethe.worker.jobs needs a description");
  }
}
