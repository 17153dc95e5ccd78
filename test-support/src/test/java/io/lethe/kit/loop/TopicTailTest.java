// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.clock.Pulse;
import io.lethe.kit.service.ExitCode;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicTailTest {
  private static final String SAID_AGAIN = Topics.UNLEARNING_JOBS.name();
  private static final String SAID_ONCE = Topics.MODEL_EVENTS.name();
  private static final String COMPACTED = Topics.DELETION_STATUS.name();

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();
  private final List<MockConsumer<String, String>> consumers = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong setByMillis = new AtomicLong();
  private final AtomicLong passedNanos = new AtomicLong();
  private final ClockWatch clock =
      new ClockWatch(
          () -> System.currentTimeMillis() + setByMillis.get(),
          () -> System.nanoTime() + passedNanos.get());
  private final AtomicLong end = new AtomicLong(1);
  private volatile RuntimeException handlerFailure;
  private TopicTail<String> tail;

  @AfterEach
  void stop() {
    tail.close();
    assertThat(consumers).allMatch(MockConsumer::closed);
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("tail-under-test"));
  }

  @Test
  void shouldReadEveryPartitionFromItsBeginningAndThenFollow() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));

    await().until(tail::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");

    add(record(SAID_AGAIN, 0, 1, "c"));
    await().until(() -> seen.contains("c"));
    assertThat(seen).hasSize(3);
  }

  @Test
  void shouldHandOnARecordWithoutValueWhereTheTopicMayHoldSuchAndElseKeepTheRule() {
    start(COMPACTED, SAID_AGAIN);
    add(record(COMPACTED, 0, 0, null), record(COMPACTED, 1, 0, "a"));
    add(record(SAID_AGAIN, 0, 0, null), record(SAID_AGAIN, 1, 0, "b"));

    await().until(tail::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("null", "a", "b");
    assertThat(undecodable(SAID_AGAIN)).isEqualTo(1);
  }

  @Test
  void shouldPassOverARecordWithoutKeyWhereTheTopicIsNotCompacted() {
    start(SAID_AGAIN);
    add(
        new ConsumerRecord<>(SAID_AGAIN, 0, 0, null, "nobody's"),
        record(SAID_AGAIN, 0, 1, "a"),
        record(SAID_AGAIN, 1, 0, "b"));

    await().until(() -> tail.isCaughtUp() && seen.size() == 2);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(undecodable(SAID_AGAIN)).isEqualTo(1);
  }

  @Test
  void shouldStopAtARecordWithoutKeyWhereItIsSaidOnceAndNameIt() {
    start(SAID_ONCE);
    add(new ConsumerRecord<>(SAID_ONCE, 1, 0, null, "nobody's"));

    await().until(() -> !tail.isHealthy());
    assertThat(tail.failure()).get().asString().contains(SAID_ONCE + "/1/0", "it has no key");
    assertThat(seen).isEmpty();
  }

  @Test
  void shouldReadSeveralTopicsAsOne() {
    start(SAID_AGAIN, SAID_ONCE);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    add(record(SAID_ONCE, 0, 0, "c"));
    await().until(() -> seen.size() == 3);
    assertThat(tail.isCaughtUp()).isFalse();

    add(record(SAID_ONCE, 1, 0, "d"));
    await().until(tail::isCaughtUp);
  }

  @Test
  void shouldNotBeCaughtUpBeforeAllThatWasThereIsHandled() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"));

    await().until(() -> seen.contains("a"));
    assertThat(tail.isCaughtUp()).isFalse();
    assertThat(idle).hasValue(0);

    add(record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);
    assertThat(idle.get()).isPositive();
    assertThat(tail.isHealthy()).isTrue();
  }

  @Test
  void shouldTellWhenAllIsReadThatWasThereWhenItWasAsked() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);

    consumer().updateEndOffsets(Map.of(new TopicPartition(SAID_AGAIN, 0), 2L));
    CompletableFuture<Void> end = tail.readToEnd();
    polls(5);
    assertThat(end).isNotDone();

    add(record(SAID_AGAIN, 0, 1, "c"));
    assertThat(end).succeedsWithin(Duration.ofSeconds(10));
    assertThat(seen).contains("c");
  }

  /** However many ask meanwhile, and also whom a broken session left without an answer. */
  @Test
  void shouldKeepOneAnswerForAllWhoAskWhileItCannotBeGiven() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);
    end.set(2);
    consumer().updateEndOffsets(Map.of(partition(SAID_AGAIN), end.get()));
    CompletableFuture<Void> begun = tail.readToEnd();
    polls(5);

    List<CompletableFuture<Void>> later =
        IntStream.range(0, 1_000).mapToObj(each -> tail.readToEnd()).distinct().toList();
    failPoll(new KafkaException("broker went away"));
    await().until(() -> consumers.size() == 2);
    assertThat(later).hasSize(1).doesNotContain(begun);
    assertThat(begun).isNotDone();

    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 0, 1, "c"));
    add(record(SAID_AGAIN, 1, 0, "b"), record(SAID_AGAIN, 1, 1, "d"));
    assertThat(begun).succeedsWithin(Duration.ofSeconds(10));
    assertThat(later.get(0)).succeedsWithin(Duration.ofSeconds(10));
    assertThat(seen).contains("c");
    CompletableFuture<Void> last = tail.readToEnd();
    assertThat(last).isNotSameAs(later.get(0)).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void shouldGoOnWhereItWasAfterABrokenSession() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);
    failPoll(new KafkaException("broker went away"));

    await().until(() -> consumers.size() == 2);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    add(record(SAID_AGAIN, 0, 1, "c"));

    await().until(() -> seen.contains("c"));
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(consumers.get(0).closed()).isTrue();
    assertThat(failedSessions(SAID_AGAIN)).isEqualTo(1);
    await().until(tail::isCaughtUp);
  }

  /** The timers of its consumer had stopped, and its poll lasted until the clock caught up. */
  @Test
  void shouldGoOnWithAnotherConsumerWhenTheClockIsSetBack() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);

    setByMillis.set(-Duration.ofHours(1).toMillis());
    clock.look();

    await().until(() -> consumers.size() == 2);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    add(record(SAID_AGAIN, 0, 1, "c"));
    await().until(() -> seen.contains("c"));
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(failedSessions(SAID_AGAIN)).as("nothing has failed").isZero();
  }

  @Test
  void shouldBeNeitherCaughtUpNorHealthyWhileAPollDoesNotComeBack() {
    start(SAID_AGAIN);
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));
    await().until(tail::isCaughtUp);
    CountDownLatch standing = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    consumer()
        .schedulePollTask(
            () -> {
              standing.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> standing.getCount() == 0);

    try {
      pass(Pulse.UNREADY_AFTER);
      assertThat(tail.isCaughtUp()).isFalse();
      assertThat(tail.isHealthy()).isTrue();
      pass(Pulse.UNHEALTHY_AFTER);
      assertThat(tail.isHealthy()).isFalse();
      assertThat(tail.failure().map(ExitCode::of)).contains(ExitCode.STALLED);
    } finally {
      over.countDown();
    }
    await().until(tail::isCaughtUp);
    assertThat(tail.isHealthy()).isTrue();
  }

  /** Both clocks go on, and the watch looks as it does while the process is awake. */
  private void pass(Duration time) {
    for (long i = 0; i < time.toMillis(); i += 500) {
      setByMillis.addAndGet(500);
      passedNanos.addAndGet(Duration.ofMillis(500).toNanos());
      clock.look();
    }
  }

  @Test
  void shouldReadTheRecordAgainWhenTheSchemaRegistryWasAway() {
    start(SAID_ONCE);
    failPoll(UnreadableRecords.registryAway(new TopicPartition(SAID_ONCE, 0), 0));

    await().until(() -> consumers.size() == 2);
    add(record(SAID_ONCE, 0, 0, "a"), record(SAID_ONCE, 1, 0, "b"));

    await().until(tail::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(undecodable(SAID_ONCE)).isZero();
  }

  @Test
  void shouldBeUnhealthyWhileTheSchemaRegistryStaysAwayAndMendItself() {
    start(SAID_ONCE);
    KafkaException away = UnreadableRecords.registryAway(partition(SAID_ONCE), 0);
    await().pollInterval(Duration.ofMillis(5)).until(() -> failAgain(away));
    assertThat(tail.isCaughtUp()).isFalse();
    assertThat(tail.failure()).isPresent();

    await()
        .until(
            () -> {
              add(record(SAID_ONCE, 0, 0, "a"), record(SAID_ONCE, 1, 0, "b"));
              return tail.isCaughtUp();
            });
    assertThat(tail.isHealthy()).isTrue();
    assertThat(tail.failure()).isEmpty();
  }

  /** Whether the tail has become unhealthy of it. */
  private boolean failAgain(KafkaException failure) {
    failPoll(failure);
    return !tail.isHealthy();
  }

  @Test
  void shouldPassOverWhatIsNoRecordWhereItIsSaidAgain() {
    start(SAID_AGAIN);
    failPoll(UnreadableRecords.undecodable(new TopicPartition(SAID_AGAIN, 0), 0));
    await().until(() -> consumer().position(partition(SAID_AGAIN)) == 1);
    assertThat(undecodable(SAID_AGAIN)).isEqualTo(1);
    add(record(SAID_AGAIN, 0, 1, "after"), record(SAID_AGAIN, 1, 0, "b"));

    await().until(tail::isCaughtUp);
    assertThat(seen).containsExactlyInAnyOrder("after", "b");
    assertThat(consumers).hasSize(1);
  }

  @Test
  void shouldStopAtWhatIsNoRecordWhereItIsSaidOnceAndNameIt() {
    start(SAID_ONCE);
    failPoll(UnreadableRecords.undecodable(new TopicPartition(SAID_ONCE, 1), 0));

    await().until(() -> !tail.isHealthy());
    assertThat(tail.failure().map(ExitCode::of)).contains(ExitCode.LOST_RECORD);
    assertThat(tail.failure()).get().asString().contains(SAID_ONCE + "/1/0", "kafka.pass-over");
    assertThat(tail.isCaughtUp()).isFalse();
    assertThat(undecodable(SAID_ONCE)).isEqualTo(1);
    await().until(consumer()::closed);
  }

  @Test
  void shouldPassOverExactlyTheRecordThatAPersonNames() {
    start(Set.of(SAID_ONCE + "/1/0"), SAID_ONCE);
    failPoll(UnreadableRecords.undecodable(new TopicPartition(SAID_ONCE, 1), 0));
    add(record(SAID_ONCE, 0, 0, "a"));
    await().until(tail::isCaughtUp);

    failPoll(UnreadableRecords.undecodable(new TopicPartition(SAID_ONCE, 1), 1));
    await().until(() -> !tail.isHealthy());
    assertThat(seen).containsExactly("a");
  }

  @Test
  void shouldHandARecordOnAgainThatCouldNotBeHandledAndThoseBeforeItNever() {
    start(SAID_AGAIN);
    handlerFailure = new IllegalStateException("no");
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 0, 1, "poison"));
    await().until(() -> consumers.size() > 1);
    assertThat(tail.isCaughtUp()).isFalse();
    handlerFailure = null;

    await()
        .until(
            () -> {
              add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 0, 1, "poison"));
              add(record(SAID_AGAIN, 1, 0, "b"));
              return tail.isCaughtUp();
            });
    assertThat(seen).containsExactlyInAnyOrder("a", "poison", "b");
  }

  @Test
  void shouldEndAtOnceWhenReadingIsForbidden() {
    start(SAID_AGAIN);
    failPoll(new TopicAuthorizationException("forbidden"));

    await().until(() -> !tail.isHealthy());
    assertThat(consumers).hasSize(1);
    assertThat(tail.failure()).get().isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void shouldEndWhenItIsToldToWithoutBeingWaitedFor() {
    start(SAID_AGAIN);

    tail.stop();

    await().until(consumer()::closed);
    assertThat(tail.failure()).isEmpty();
  }

  @Test
  void shouldWaitForABrokerThatIsAway() {
    AtomicInteger tries = new AtomicInteger();
    tail =
        new TopicTail<>(
            "tail-under-test",
            List.of(SAID_AGAIN),
            Set.of(),
            () -> {
              if (tries.incrementAndGet() < 4) {
                throw new TimeoutException("no broker");
              }
              return newConsumer();
            },
            consumed -> seen.add(consumed.value()),
            new Faults(meters, Set.of(), Duration.ofNanos(1_000), clock));
    tail.start();
    await().until(() -> !consumers.isEmpty());
    add(record(SAID_AGAIN, 0, 0, "a"), record(SAID_AGAIN, 1, 0, "b"));

    await().until(tail::isCaughtUp);
  }

  private void start(String... topics) {
    start(Set.of(), topics);
  }

  private void start(Set<String> passOver, String... topics) {
    tail =
        new TopicTail<>(
            "tail-under-test",
            List.of(topics),
            Set.of(COMPACTED),
            this::newConsumer,
            new TopicTail.Handler<>() {
              @Override
              public void onRecord(ConsumerRecord<String, String> record) {
                if (handlerFailure != null && "poison".equals(record.value())) {
                  throw handlerFailure;
                }
                seen.add(String.valueOf(record.value()));
              }

              @Override
              public void onIdle() {
                idle.incrementAndGet();
              }
            },
            new Faults(meters, passOver, Duration.ofNanos(1_000), clock));
    tail.start();
    await().until(() -> !consumers.isEmpty());
  }

  private MockConsumer<String, String> newConsumer() {
    MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
    for (String topic : List.of(SAID_AGAIN, SAID_ONCE, COMPACTED)) {
      Node[] nodes = {};
      consumer.updatePartitions(
          topic,
          List.of(
              new PartitionInfo(topic, 0, Node.noNode(), nodes, nodes),
              new PartitionInfo(topic, 1, Node.noNode(), nodes, nodes)));
      Map<TopicPartition, Long> each =
          Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 0L);
      consumer.updateBeginningOffsets(each);
      each.keySet().forEach(partition -> consumer.updateEndOffsets(Map.of(partition, end.get())));
    }
    consumers.add(consumer);
    return consumer;
  }

  private MockConsumer<String, String> consumer() {
    return consumers.get(consumers.size() - 1);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the list is only read
  private void add(ConsumerRecord<String, String>... records) {
    MockConsumer<String, String> consumer = consumer();
    List<ConsumerRecord<String, String>> added = Arrays.asList(records);
    consumer.schedulePollTask(() -> added.forEach(consumer::addRecord));
  }

  private void failPoll(KafkaException failure) {
    MockConsumer<String, String> consumer = consumer();
    consumer.schedulePollTask(() -> consumer.setPollException(failure));
  }

  /** Waits until the tail has polled so often. */
  private void polls(int polls) {
    CountDownLatch polled = new CountDownLatch(polls);
    for (int i = 0; i < polls; i++) {
      consumer().schedulePollTask(polled::countDown);
    }
    await().until(() -> polled.getCount() == 0);
  }

  private static ConsumerRecord<String, String> record(
      String topic, int partition, long offset, String value) {
    return new ConsumerRecord<>(topic, partition, offset, "k", value);
  }

  private static TopicPartition partition(String topic) {
    return new TopicPartition(topic, 0);
  }

  private double undecodable(String topic) {
    return meters.get(Faults.UNDECODABLE.name()).tag("topic", topic).counter().count();
  }

  private double failedSessions(String topic) {
    return meters.get(Faults.FAILED_SESSIONS.name()).tag("topic", topic).counter().count();
  }
}
