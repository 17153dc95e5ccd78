package io.lethe.verifier.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

  private static final String TOPIC = "events";
  private static final TopicPartition ZERO = new TopicPartition(TOPIC, 0);
  private static final TopicPartition ONE = new TopicPartition(TOPIC, 1);

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<MockConsumer<String, String>> consumers =
      Collections.synchronizedList(new ArrayList<>());
  private final TopicReader<String> reader =
      new TopicReader<>(TOPIC, this::consumer, seen::add, metrics());
  private final Thread thread = new Thread(reader, "reader under test");

  @AfterEach
  void stop() throws InterruptedException {
    reader.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void shouldReadEveryPartitionFromItsBeginningAndThenFollow() {
    thread.start();
    await().until(() -> !consumers.isEmpty());
    add(
        List.of(
            new ConsumerRecord<>(TOPIC, 0, 0, "k", "a"),
            new ConsumerRecord<>(TOPIC, 1, 0, "k", "b")));

    await().until(reader::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");

    add(
        List.of(
            new ConsumerRecord<>(TOPIC, 0, 1, "k", null),
            new ConsumerRecord<>(TOPIC, 0, 2, "k", "c")));
    await().until(() -> seen.contains("c"));
    assertThat(seen).hasSize(3);
  }

  @Test
  void shouldNotBeCaughtUpBeforeAllThatWasThereIsRead() {
    thread.start();
    await().until(() -> !consumers.isEmpty());
    add(List.of(new ConsumerRecord<>(TOPIC, 0, 0, "k", "a")));

    await().until(() -> seen.contains("a"));
    assertThat(reader.isCaughtUp()).isFalse();
  }

  @Test
  void shouldReadAllAgainAfterABrokenSession() {
    thread.start();
    await().until(() -> !consumers.isEmpty());
    MockConsumer<String, String> broken = consumers.get(0);
    broken.schedulePollTask(() -> broken.setPollException(new KafkaException("broker went away")));

    await().until(() -> consumers.size() == 2);
    add(
        List.of(
            new ConsumerRecord<>(TOPIC, 0, 0, "k", "a"),
            new ConsumerRecord<>(TOPIC, 1, 0, "k", "b")));

    await().until(reader::isCaughtUp);
    assertThat(failures).containsExactly(TOPIC);
    assertThat(broken.closed()).isTrue();
  }

  @Test
  void shouldPassOverARecordThatCannotBeDecoded() {
    thread.start();
    await().until(() -> !consumers.isEmpty());
    failPoll(UnreadableRecords.undecodable(ZERO));

    await().until(() -> failures.contains("undecodable"));
    add(
        List.of(
            new ConsumerRecord<>(TOPIC, 0, 1, "k", "after"),
            new ConsumerRecord<>(TOPIC, 1, 0, "k", "b")));

    await().until(reader::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("after", "b");
    assertThat(consumers).hasSize(1);
  }

  @Test
  void shouldReadAllAgainWhenTheSchemaRegistryWasAway() {
    thread.start();
    await().until(() -> !consumers.isEmpty());
    failPoll(UnreadableRecords.registryAway(ZERO));

    await().until(() -> consumers.size() == 2);
    add(
        List.of(
            new ConsumerRecord<>(TOPIC, 0, 0, "k", "a"),
            new ConsumerRecord<>(TOPIC, 1, 0, "k", "b")));

    await().until(reader::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(failures).containsExactly(TOPIC);
  }

  private void failPoll(KafkaException failure) {
    MockConsumer<String, String> consumer = consumers.get(consumers.size() - 1);
    consumer.schedulePollTask(() -> consumer.setPollException(failure));
  }

  private void add(List<ConsumerRecord<String, String>> records) {
    MockConsumer<String, String> consumer = consumers.get(consumers.size() - 1);
    consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
  }

  private MockConsumer<String, String> consumer() {
    MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
    Node[] nodes = {};
    consumer.updatePartitions(
        TOPIC,
        List.of(
            new PartitionInfo(TOPIC, 0, Node.noNode(), nodes, nodes),
            new PartitionInfo(TOPIC, 1, Node.noNode(), nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 1L, ONE, 1L));
    consumers.add(consumer);
    return consumer;
  }

  private LoopMetrics metrics() {
    return new LoopMetrics() {
      @Override
      public void undecodable(String topic) {
        failures.add("undecodable");
      }

      @Override
      public void sessionFailed(String topic) {
        failures.add(topic);
      }
    };
  }
}
