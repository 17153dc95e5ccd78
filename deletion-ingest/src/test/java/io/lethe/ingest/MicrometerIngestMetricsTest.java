package io.lethe.ingest;

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
    metrics.jobRepublished("faces");
    metrics.parked("faces");
    metrics.promoted("faces", 12);
    metrics.deadlineAtRisk("faces");
    metrics.forgetSetWriteFailed();
    metrics.waiting("faces", 5, 1);
    metrics.waiting("faces", 3, 2);

    assertThat(registry.scrape())
        .contains("lethe_ingest_requests_total{outcome=\"accepted\"} 1.0")
        .contains("lethe_ingest_requests_total{outcome=\"repeated\"} 1.0")
        .contains("lethe_ingest_rejected_total{reason=\"INVALID\"} 1.0")
        .contains("lethe_ingest_sets_sealed_total{model=\"faces\",reason=\"AGE\"} 1.0")
        .contains("lethe_ingest_samples_sealed_total{model=\"faces\"} 12.0")
        .contains("lethe_ingest_jobs_total{algorithm=\"sftc\",kind=\"issued\",model=\"faces\"} 1.0")
        .contains("lethe_ingest_jobs_total{algorithm=\"same\",kind=\"again\",model=\"faces\"} 1.0")
        .contains("lethe_ingest_sets_ended_total{model=\"faces\",outcome=\"parked\"} 1.0")
        .contains("lethe_ingest_sets_ended_total{model=\"faces\",outcome=\"promoted\"} 1.0")
        .contains("lethe_ingest_samples_forgotten_total{model=\"faces\"} 12.0")
        .contains("lethe_ingest_deadlines_at_risk_total{model=\"faces\"} 1.0")
        .contains("lethe_ingest_set_write_failures_total 1.0")
        .contains("lethe_ingest_requests_waiting{model=\"faces\"} 3.0")
        .contains("lethe_ingest_requests_waiting_late{model=\"faces\"} 2.0");
  }
}
