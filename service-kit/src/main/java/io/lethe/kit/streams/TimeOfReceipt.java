// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of every record that Kafka Streams reads: when a broker took it. Where the topic did not
 * make the broker say so (it was made by hand, or is older than its setting), it is the time of
 * reading: what the sender stamped may be nothing, which ends Kafka Streams, or any year.
 *
 * <p>Done to what the consumers poll, not by a {@code TimestampExtractor}: Kafka Streams asks none
 * for the records of global tables.
 *
 * <p>Why: docs/decisions/0034-time-is-the-time-of-receipt.md.
 */
final class TimeOfReceipt {
  /** Records without a time of receipt, by {@code topic}. */
  static final MeterSpec STAMPED =
      new MeterSpec(
          "lethe.service.senders.time.records",
          "records",
          "Records whose topic kept the sender's time, read as received when they were read");

  private static final Logger LOGGER = LoggerFactory.getLogger(TimeOfReceipt.class);

  private final MeterRegistry registry;
  private final LongSupplier wallMillis;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  /**
   * For the consumers of one application.
   *
   * @param registry counts the records that got another time
   * @param wallMillis the wall clock, milliseconds
   */
  TimeOfReceipt(MeterRegistry registry, LongSupplier wallMillis) {
    this.registry = registry;
    this.wallMillis = wallMillis;
    Topics.all().forEach(topic -> watch(topic.name()));
  }

  /** The same topology; what it reads besides the catalogue, tenants' topics, is counted too. */
  Topology watching(Topology topology) {
    topology.describe().subtopologies().stream()
        .flatMap(part -> part.nodes().stream())
        .filter(TopologyDescription.Source.class::isInstance)
        .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
        .forEach(this::watch);
    return topology;
  }

  /** Counts from zero: an alert cannot see a first record in a series that it makes. */
  private void watch(String topic) {
    STAMPED.counter(registry, LogKeys.TOPIC, topic);
  }

  /** The same records, each with its time of receipt. */
  ConsumerRecords<byte[], byte[]> of(ConsumerRecords<byte[], byte[]> polled) {
    boolean allReceived = true;
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      allReceived &= isReceived(record);
    }
    if (allReceived) {
      return polled;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> received = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      polled.records(partition).forEach(record -> records.add(received(record)));
      received.put(partition, records);
    }
    return new ConsumerRecords<>(received, polled.nextOffsets());
  }

  private static boolean isReceived(ConsumerRecord<?, ?> record) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME && record.timestamp() >= 0;
  }

  private ConsumerRecord<byte[], byte[]> received(ConsumerRecord<byte[], byte[]> record) {
    if (isReceived(record)) {
      return record;
    }
    counters.computeIfAbsent(record.topic(), this::firstOf).increment();
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        wallMillis.getAsLong(),
        TimestampType.LOG_APPEND_TIME,
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        record.value(),
        record.headers(),
        record.leaderEpoch());
  }

  private Counter firstOf(String topic) {
    LOGGER
        .atWarn()
        .setMessage(
            "A topic keeps the sender's time; its records count from when they are read. Set"
                + " message.timestamp.type to LogAppendTime")
        .addKeyValue(LogKeys.TOPIC, topic)
        .log();
    return STAMPED.counter(registry, LogKeys.TOPIC, topic);
  }
}
