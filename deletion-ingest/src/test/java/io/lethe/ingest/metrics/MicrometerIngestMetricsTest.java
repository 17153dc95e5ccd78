// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.RejectionReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MicrometerIngestMetricsTest {
  @Test
  void shouldBeReadableByPrometheus() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    IngestMetrics metrics = new MicrometerIngestMetrics(registry);

    metrics.accepted();
    metrics.repeated();
    metrics.rejected(RejectionReason.INVALID);
    metrics.sealed("faces", IngestMetrics.SealReason.AGE, 12);
    metrics.jobIssued("faces", "sftc", 1);
    metrics.jobRepublished("faces", "sftc");
    metrics.parked("faces", 3);
    metrics.promoted("faces", 12, 1);
    metrics.atRisk("faces", 2);
    metrics.waiting("faces", 3, 2);

    assertThat(registry.scrape())
        .contains("lethe_ingest_requests_total{outcome=\"accepted\"} 1.0")
        .contains("lethe_ingest_requests_total{outcome=\"repeated\"} 1.0")
        .contains("lethe_ingest_rejected_requests_total{reason=\"INVALID\"} 1.0")
        .contains("lethe_ingest_sealed_sets_total{model=\"faces\",reason=\"AGE\"} 1.0")
        .contains("lethe_ingest_sealed_samples_total{model=\"faces\"} 12.0")
        .contains("lethe_ingest_jobs_total{algorithm=\"sftc\",kind=\"issued\",model=\"faces\"} 1.0")
        .contains("lethe_ingest_jobs_total{algorithm=\"sftc\",kind=\"again\",model=\"faces\"} 1.0")
        .contains("lethe_ingest_ended_sets_total{model=\"faces\",outcome=\"parked\"} 1.0")
        .contains("lethe_ingest_ended_sets_total{model=\"faces\",outcome=\"promoted\"} 1.0")
        .contains("lethe_ingest_forgotten_samples_total{model=\"faces\"} 12.0")
        .contains("lethe_ingest_at_risk_sets{model=\"faces\"} 2.0")
        .contains("lethe_ingest_rejected_requests_total{reason=\"UNDECODABLE\"} 0.0")
        .contains(
            "lethe_ingest_set_attempts_bucket{model=\"faces\",outcome=\"parked\",le=\"2.0\"} 0")
        .contains(
            "lethe_ingest_set_attempts_bucket{model=\"faces\",outcome=\"parked\",le=\"3.0\"} 1")
        .contains("lethe_ingest_waiting_requests{model=\"faces\"} 3.0")
        .contains("lethe_ingest_overdue_waiting_requests{model=\"faces\"} 2.0");
  }
}
