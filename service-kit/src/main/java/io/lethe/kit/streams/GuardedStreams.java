// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * Kafka Streams without the metrics of its stores. Asking for one reads RocksDB's own memory on the
 * asking thread; where the store commits (uncommitted-bytes) or closes (its properties) at that
 * moment, the memory is gone and the process dies of a segmentation fault. Seen with Kafka 4.4.0.
 * Nobody needs them: the state directory's size tells as much.
 *
 * <p>JMX and the metrics that clients push to brokers do not pass here; {@link
 * io.lethe.kit.kafka.KafkaSettings#streams} keeps them from the same.
 */
final class GuardedStreams extends KafkaStreams {
  private static final String STORES = "stream-state-metrics";

  GuardedStreams(Topology topology, Properties properties, KafkaClientSupplier clients) {
    super(topology, properties, clients);
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return super.metrics().entrySet().stream()
        .filter(metric -> !metric.getKey().group().equals(STORES))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
