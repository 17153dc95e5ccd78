// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceMetersTest {
  private final ServiceMeters meters = ServiceMeters.of("verifier");

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void shouldShowWhatTheProcessUses() {
    assertThat(meters.registry().scrape())
        .contains(
            "jvm_memory_used_bytes{",
            "jvm_threads_live_threads{",
            "jvm_classes_loaded_classes{",
            "jvm_gc_max_data_size_bytes{",
            "process_cpu_usage{",
            "process_files_open_files{",
            "process_uptime_seconds{");
  }

  @Test
  void shouldNameTheServiceInEverySeries() {
    meters.registry().counter("lethe.anything").increment();

    List<String> nameless =
        meters
            .registry()
            .scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .filter(line -> !line.contains("service=\"verifier\""))
            .toList();
    assertThat(nameless).isEmpty();
  }

  @Test
  void shouldShowOnlyWhatIsAskedOfAKafkaClient() {
    meters.registry().counter("kafka.consumer.fetch.manager.fetch.total").increment();
    meters.registry().counter("kafka.consumer.coordinator.rebalance.total").increment();

    assertThat(meters.registry().scrape())
        .contains("kafka_consumer_coordinator_rebalance_total{")
        .doesNotContain("kafka_consumer_fetch_manager_fetch_total");
  }
}
