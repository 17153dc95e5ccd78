// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An input topic of two partitions and a topic of answers, as a broker keeps them: whoever opens a
 * session is given its partitions from their committed offsets on.
 */
final class MockTopics<I extends SpecificRecord, O extends SpecificRecord> {
  private final Topic<I> input;
  private final Topic<O> output;
  private final List<MockConsumer<String, I>> consumers = new CopyOnWriteArrayList<>();
  private final List<MockProducer<String, O>> producers = new CopyOnWriteArrayList<>();
  private final List<Consumer<MockProducer<String, O>>> faults = new ArrayList<>();
  private final List<ConsumerRecord<String, I>> log = new CopyOnWriteArrayList<>();
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
  private List<TopicPartition> assignment;

  MockTopics(Topic<I> input, Topic<O> output) {
    this.input = input;
    this.output = output;
    assignment = List.of(new TopicPartition(input.name(), 0), new TopicPartition(input.name(), 1));
  }

  synchronized MockConsumer<String, I> newConsumer() {
    MockConsumer<String, I> consumer = new MockConsumer<>("earliest");
    consumer.schedulePollTask(() -> deal(consumer));
    consumers.add(consumer);
    return consumer;
  }

  synchronized MockProducer<String, O> newProducer() {
    MockProducer<String, O> producer =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new StringSerializer(),
            output.valueSerde(Map.of("schema.registry.url", "mock://work-loop")).serializer());
    if (!faults.isEmpty()) {
      faults.remove(0).accept(producer);
    }
    producers.add(producer);
    return producer;
  }

  /** The clients of sessions to come fail, one for each fault. */
  synchronized void failNextProducer(Consumer<MockProducer<String, O>> fault) {
    faults.add(fault);
  }

  MockConsumer<String, I> consumer() {
    return consumers.get(consumers.size() - 1);
  }

  MockProducer<String, O> producer() {
    return producers.get(producers.size() - 1);
  }

  /** What is paused of the loop's own partitions; the mock remembers lost ones too. */
  Set<TopicPartition> paused() {
    Set<TopicPartition> paused = new HashSet<>(consumer().paused());
    paused.retainAll(consumer().assignment());
    return paused;
  }

  Stream<MockProducer<String, O>> producers() {
    return producers.stream();
  }

  int sessions() {
    return consumers.size();
  }

  boolean areClosed() {
    return consumers.stream().allMatch(MockConsumer::closed)
        && producers.stream().allMatch(MockProducer::closed);
  }

  void send(TopicPartition partition, String key, I value) {
    append(new ConsumerRecord<>(input.name(), partition.partition(), next(partition), key, value));
  }

  void send(TopicPartition partition, String key, I value, Trace trace) {
    ConsumerRecord<String, I> traced =
        new ConsumerRecord<>(input.name(), partition.partition(), next(partition), key, value);
    trace.putInto(traced.headers());
    append(traced);
  }

  /** The partition's next record is none. */
  void sendUndecodable(TopicPartition partition) {
    failPoll(UnreadableRecords.undecodable(partition, next(partition)));
  }

  /** The next poll fails, once. */
  void failPoll(KafkaException failure) {
    MockConsumer<String, I> consumer = consumer();
    consumer.schedulePollTask(() -> consumer.setPollException(failure));
  }

  /** The group's partitions are dealt out anew; returns when the loop has heard of it. */
  void rebalance(List<TopicPartition> partitions) {
    synchronized (this) {
      assignment = partitions;
    }
    MockConsumer<String, I> consumer = consumer();
    onPoll(() -> deal(consumer));
  }

  /** Runs a step inside the loop's next poll, as a broker would. */
  void onPoll(Runnable step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    consumer()
        .schedulePollTask(
            () -> {
              step.run();
              done.complete(null);
            });
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** The keys of all committed answers. */
  List<String> answered() {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .map(ProducerRecord::key)
        .toList();
  }

  /** Where the group reads the partition on. */
  long committed(TopicPartition partition) {
    return producers.stream()
        .flatMap(producer -> producer.consumerGroupOffsetsHistory().stream())
        .flatMap(groups -> groups.values().stream())
        .filter(offsets -> offsets.containsKey(partition))
        .mapToLong(offsets -> offsets.get(partition).offset())
        .max()
        .orElse(0);
  }

  private synchronized long next(TopicPartition partition) {
    return ends.merge(partition, 1L, Long::sum) - 1;
  }

  /** Within {@link #onPoll}: the record is handed out by that poll. */
  synchronized void add(TopicPartition partition, String key, I value) {
    ConsumerRecord<String, I> record =
        new ConsumerRecord<>(input.name(), partition.partition(), next(partition), key, value);
    log.add(record);
    add(consumer(), record);
  }

  /** A consumer's lock is never waited for under this one: its polls take them the other way. */
  private void append(ConsumerRecord<String, I> record) {
    MockConsumer<String, I> consumer;
    synchronized (this) {
      log.add(record);
      consumer = consumer();
    }
    consumer.schedulePollTask(() -> add(consumer, record));
  }

  private synchronized void deal(MockConsumer<String, I> consumer) {
    for (TopicPartition partition : assignment) {
      if (!consumer.assignment().contains(partition)) {
        consumer.updateBeginningOffsets(Map.of(partition, committed(partition)));
      }
    }
    consumer.rebalance(assignment);
    // As from a broker: the poll that joins the group comes before the one that brings records.
    assignment.forEach(partition -> knowEnd(consumer, partition));
    consumer.schedulePollTask(() -> addAll(consumer));
  }

  private synchronized void addAll(MockConsumer<String, I> consumer) {
    log.forEach(record -> add(consumer, record));
  }

  private void knowEnd(MockConsumer<String, I> consumer, TopicPartition partition) {
    consumer.updateEndOffsets(Map.of(partition, ends.getOrDefault(partition, 0L)));
  }

  /** The consumer itself drops what lies behind its position. */
  private void add(MockConsumer<String, I> consumer, ConsumerRecord<String, I> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (consumer.assignment().contains(partition)) {
      knowEnd(consumer, partition);
      consumer.addRecord(record);
    }
  }
}
