// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {
  private static final String ERRORS = "kafka.producer.record.error.total";

  private final ServiceMeters meters = ServiceMeters.of("deletion-ingest");
  private final KafkaMeters clients = new KafkaMeters(meters.registry());

  @AfterEach
  void close() {
    clients.close();
    meters.close();
  }

  @Test
  void shouldShowAClientsMetricsUnderItsId() {
    clients.producer("intake", producer("first", 3));

    assertThat(meters.registry().get(ERRORS).tag("client.id", "first").functionCounter().count())
        .isEqualTo(3);
  }

  @Test
  void shouldForgetTheClientThatHadTheRoleBefore() {
    clients.producer("intake", producer("first", 3));
    clients.producer("intake", producer("second", 1));

    assertThat(ids()).containsExactly("second");
  }

  @Test
  void shouldShowClientsOfSeveralRoles() {
    clients.producer("intake", producer("first", 3));
    clients.producer("commands", producer("second", 1));

    assertThat(ids()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void shouldShowNothingOnceClosed() {
    clients.producer("intake", producer("first", 3));

    clients.close();

    assertThat(ids()).isEmpty();
  }

  private List<String> ids() {
    return meters.registry().find(ERRORS).meters().stream()
        .map(Meter::getId)
        .map(id -> id.getTag("client.id"))
        .toList();
  }

  private static MockProducer<String, String> producer(String clientId, double errors) {
    MockProducer<String, String> producer =
        new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());
    MetricName name =
        new MetricName(
            "record-error-total", "producer-metrics", "errors", Map.of("client-id", clientId));
    producer.setMockMetrics(
        name,
        new Metric() {
          @Override
          public MetricName metricName() {
            return name;
          }

          @Override
          public Object metricValue() {
            return errors;
          }
        });
    return producer;
  }
}
