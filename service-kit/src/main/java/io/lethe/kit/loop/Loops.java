// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.kafka.KafkaCertificate;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.metrics.CertificateEnd;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes a service's loops, all with the same faults, meters and client settings. */
public final class Loops {
  private static final String TRANSACTION_MILLIS = "30000";

  private final KafkaSettings kafka;
  private final KafkaMeters meters;
  private final Faults faults;

  /**
   * For one service. The certificate of its clients is looked at now, as they look at it.
   *
   * @param meters shows the loops' clients
   * @param registry gets {@link Faults}' meters, and when the clients' certificate ends
   */
  public Loops(KafkaSettings kafka, KafkaMeters meters, MeterRegistry registry) {
    this.kafka = requireNonNull(kafka, "kafka");
    this.meters = requireNonNull(meters, "meters");
    this.faults = new Faults(registry, kafka.passOver());
    Optional<Instant> end = KafkaCertificate.end(kafka);
    CertificateEnd.show(registry, CertificateEnd.Use.KAFKA, () -> end);
  }

  /** What the service does about records that cannot be decoded, for its topology. */
  public Faults faults() {
    return faults;
  }

  /** A tail of a topic, not started; its name is its thread's, too. */
  public <V extends SpecificRecord> TopicTail<V> tail(
      String name, Topic<V> topic, TopicTail.Handler<V> handler) {
    Set<String> tombstones =
        topic.storage().cleanup() == Cleanup.COMPACT ? Set.of(topic.name()) : Set.of();
    return new TopicTail<>(
        name,
        List.of(topic.name()),
        tombstones,
        () -> consumer(name, kafka.consumer(name), valuesOf(topic)),
        handler,
        faults);
  }

  /** A tail of several topics, not started, that hands on bytes as they are. */
  public TopicTail<byte[]> bytes(
      String name, List<Topic<?>> topics, TopicTail.Handler<byte[]> handler) {
    List<String> names = topics.stream().map(Topic::name).toList();
    return new TopicTail<>(
        name,
        names,
        Set.copyOf(names),
        () -> consumer(name, kafka.consumer(name), new ByteArrayDeserializer()),
        handler,
        faults);
  }

  /**
   * A work loop, not started. Any number of instances may share the group: each has transactional
   * ids of its own, and the group's metadata fences the ones left behind.
   *
   * @param name of its threads and client
   * @param group consumer group of all instances, and stem of their transactional ids
   * @param maxRecords taken at a time
   * @param kind makes the work of a partition
   */
  public <I extends SpecificRecord, O extends SpecificRecord> WorkLoop<I, O> work(
      String name,
      String group,
      Topic<I> input,
      Topic<O> output,
      int maxRecords,
      Function<TopicPartition, Work<I, O>> kind) {
    Map<String, Object> reads = kafka.consumer(group);
    reads.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    // Only partitions that really move are revoked: a newcomer must not cancel everybody's work.
    reads.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    Map<String, Object> writes = kafka.transactionalProducer(group + "-" + UUID.randomUUID());
    writes.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    return new WorkLoop<>(
        name,
        input.name(),
        kind,
        () -> consumer(name, reads, valuesOf(input)),
        () -> producer(name, writes, output),
        faults);
  }

  private <V> Consumer<String, V> consumer(
      String name, Map<String, Object> settings, Deserializer<V> values) {
    Map<String, Object> named = new HashMap<>(settings);
    named.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    return meters.consumer(name, new KafkaConsumer<>(named, new StringDeserializer(), values));
  }

  private <V extends SpecificRecord> Producer<String, V> producer(
      String name, Map<String, Object> settings, Topic<V> topic) {
    return meters.producer(
        name + "-answers",
        new KafkaProducer<>(
            settings,
            topic.keySerde().serializer(),
            topic.valueSerde(kafka.serdeConfig()).serializer()));
  }

  private <V extends SpecificRecord> Deserializer<V> valuesOf(Topic<V> topic) {
    return topic.valueSerde(kafka.serdeConfig()).deserializer();
  }
}
