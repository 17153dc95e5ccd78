// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.config.ConfigurationException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

  private static final KafkaSettings PLAIN = settings(Map.of());

  @Test
  void shouldConsumeCommittedRecordsFromTheEarliestAndCommitByHand() {
    Map<String, Object> config = new HashMap<>(PLAIN.consumer("group"));
    config.put("key.deserializer", StringDeserializer.class);
    config.put("value.deserializer", StringDeserializer.class);
    ConsumerConfig parsed = new ConsumerConfig(config);

    assertThat(parsed.getString(ConsumerConfig.GROUP_ID_CONFIG)).isEqualTo("group");
    assertThat(parsed.getString(ConsumerConfig.ISOLATION_LEVEL_CONFIG)).isEqualTo("read_committed");
    assertThat(parsed.getString(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)).isEqualTo("earliest");
    assertThat(parsed.getBoolean(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)).isFalse();
    assertThat(parsed.getString(ConsumerConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("classic");
  }

  @Test
  void shouldProduceToAllReplicasAndInTransactions() {
    Map<String, Object> config = new HashMap<>(PLAIN.transactionalProducer("tx-1"));
    config.put("key.serializer", StringSerializer.class);
    config.put("value.serializer", StringSerializer.class);
    ProducerConfig parsed = new ProducerConfig(config);

    assertThat(parsed.getString(ProducerConfig.TRANSACTIONAL_ID_CONFIG)).isEqualTo("tx-1");
    assertThat(parsed.getString(ProducerConfig.ACKS_CONFIG)).isEqualTo("-1");
    assertThat(parsed.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)).isTrue();
    assertThat(PLAIN.producer("plain")).doesNotContainKey("transactional.id");
  }

  @Test
  void shouldStreamExactlyOnce() {
    Properties properties = PLAIN.streams("app", Path.of("/state"));
    StreamsConfig parsed = new StreamsConfig(properties);

    assertThat(parsed.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(parsed.getString(StreamsConfig.STATE_DIR_CONFIG)).isEqualTo("/state");
    assertThat(parsed.getBoolean(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG)).isTrue();
    assertThat(parsed.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("classic");
    assertThat(parsed.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(100);
    assertThat(parsed.getMainConsumerConfigs("g", "c", 0))
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("isolation.level", "read_committed");
  }

  @Test
  void shouldMergeDefaultsThenOverridesThenRoleOverrides() {
    KafkaSettings settings =
        settings(
            Map.of(
                "security.protocol", "SSL",
                "consumer.fetch.min.bytes", "7",
                "streams.commit.interval.ms", "5",
                "basic.auth.credentials.source", "USER_INFO",
                "basic.auth.user.info", "u:p"));

    assertThat(settings.consumer("g"))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("fetch.min.bytes", "7")
        .doesNotContainKeys("commit.interval.ms", "basic.auth.user.info");
    assertThat(settings.streams("a", Path.of("/s")))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("commit.interval.ms", "5")
        .containsEntry("num.stream.threads", "1")
        .doesNotContainKey("fetch.min.bytes");
    assertThat(settings.admin())
        .containsOnly(
            Map.entry("bootstrap.servers", "k:9092"), Map.entry("security.protocol", "SSL"));
    assertThat(settings.serdeConfig())
        .containsOnly(
            Map.entry("schema.registry.url", "mock://x"),
            Map.entry("basic.auth.credentials.source", "USER_INFO"),
            Map.entry("basic.auth.user.info", "u:p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "schema.registry.url",
        "isolation.level",
        "auto.offset.reset",
        "acks",
        "consumer.group.id",
        "consumer.enable.auto.commit",
        "consumer.client.id",
        "consumer.max.poll.records",
        "consumer.partition.assignment.strategy",
        "producer.transactional.id",
        "producer.enable.idempotence",
        "streams.processing.guarantee",
        "streams.state.dir",
        "streams.deserialization.exception.handler",
        "streams.default.deserialization.exception.handler",
        "streams.ensure.explicit.internal.resource.naming",
        "streams.enable.transactional.statestores",
        "streams.metrics.jmx.exclude",
        "streams.enable.metrics.push",
        "group.protocol",
        "streams.main.consumer.isolation.level",
        "streams.producer.acks",
        "admin.bootstrap.servers"
      })
  void shouldRefuseToOverrideWhatLetheOwns(String key) {
    assertThatThrownBy(() -> settings(Map.of(key, "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("belongs to Lethe");
  }

  @Test
  void shouldRefuseBlankAddressesAndTellBoth() {
    assertThatThrownBy(() -> new KafkaSettings(" ", "", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bootstrap servers")
        .hasMessageContaining("schema registry");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.events/3/1287",
        "intake_2-requests-by-id-repartition/0/7",
        "Shop2.intake-requests-by-model-repartition/0/7"
      })
  void shouldTakeAnyTopicsRecordAsOneToPassOver(String record) {
    assertThat(new KafkaSettings("k:9092", "mock://x", Map.of(), Set.of(record)).passOver())
        .containsExactly(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "model.events", "model.events/3", "/3/7", "model events/3/7", "a/x/7"})
  void shouldRefuseToPassOverWhatIsNoRecordsName(String record) {
    assertThatThrownBy(() -> new KafkaSettings("k:9092", "mock://x", Map.of(), Set.of(record)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Kafka's pass-over has '" + record + "'");
  }

  @Test
  void shouldShowNoSecretsAsText() {
    assertThat(settings(Map.of("sasl.jaas.config", "password=secretword")).toString())
        .contains("sasl.jaas.config")
        .doesNotContain("secretword");
  }

  private static KafkaSettings settings(Map<String, String> overrides) {
    return new KafkaSettings("k:9092", "mock://x", overrides);
  }
}
