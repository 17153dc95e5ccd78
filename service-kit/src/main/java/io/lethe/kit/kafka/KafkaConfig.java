// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where Kafka and its schemas are: the same keys in every service's configuration. */
public interface KafkaConfig {

  /** {@code host:port[,host:port]} of the brokers. */
  String bootstrapServers();

  /** {@code http(s)://host:port/path}, or {@code file:///folder} on one machine. */
  String schemaRegistryUrl();

  /** Further settings of Kafka clients and serdes, such as {@code security.protocol}. */
  Map<String, String> settings();

  /**
   * Records that cannot be decoded, that stop the service, and that are given up: each as
   * topic/partition/offset, as the log names it.
   */
  Optional<List<String>> passOver();

  /**
   * As Kafka's clients take them.
   *
   * @throws io.lethe.kit.config.ConfigurationException where one is blank or belongs to Lethe
   */
  default KafkaSettings toSettings() {
    return new KafkaSettings(
        bootstrapServers(),
        schemaRegistryUrl(),
        settings(),
        passOver().map(Set::copyOf).orElse(Set.of()));
  }
}
