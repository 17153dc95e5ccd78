package io.lethe.kit.kafka;

import java.util.Map;

/** Where Kafka and its schemas are: the same keys in every service's configuration. */
public interface KafkaConfig {

  /** {@code host:port[,host:port]} of the brokers. */
  String bootstrapServers();

  /** {@code http(s)://host:port/path}, or {@code file:///folder} on one machine. */
  String schemaRegistryUrl();

  /** Further settings of Kafka clients and serdes, such as {@code security.protocol}. */
  Map<String, String> settings();

  /**
   * As Kafka's clients take them.
   *
   * @throws io.lethe.kit.config.ConfigurationException where one is blank or belongs to Lethe
   */
  default KafkaSettings toSettings() {
    return new KafkaSettings(bootstrapServers(), schemaRegistryUrl(), settings());
  }
}
