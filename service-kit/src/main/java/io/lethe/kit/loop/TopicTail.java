// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.clock.ClockWatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics from their beginning and goes on for ever, as Kafka Connect's {@code KafkaBasedLog}
 * does. No group, no commits: each start reads all again. A session after a failed one goes on
 * behind the last record that was handled.
 *
 * @param <V> the topics' values
 */
public final class TopicTail<V> extends SessionLoop {
  private static final Duration POLL = Duration.ofMillis(100);
  private final List<String> topics;
  private final Set<String> mayLack;
  private final Supplier<? extends Consumer<String, V>> consumers;
  private final Handler<V> handler;
  private final Map<TopicPartition, Long> next = new HashMap<>(); // the loop's thread only

  /** One for all who ask before it is begun to be answered; null while nobody does. */
  private final AtomicReference<@Nullable CompletableFuture<Void>> asked = new AtomicReference<>();

  /** What is being answered, over failed sessions too; the loop's thread only. */
  private @Nullable CompletableFuture<Void> answering;

  private final CompletableFuture<Void> caughtUp = readToEnd();

  /** Takes records on the tail's thread, in order within a partition. */
  @FunctionalInterface
  public interface Handler<V> {
    /**
     * Takes a record, without key or value only where the topic may hold such; again if it throws.
     */
    void onRecord(ConsumerRecord<String, V> record);

    /** Called after each poll, once everything that was there at the start is handled. */
    default void onIdle() {}
  }

  TopicTail(
      String name,
      List<String> topics,
      Set<String> mayLack,
      Supplier<? extends Consumer<String, V>> consumers,
      Handler<V> handler,
      Faults faults) {
    super(name, String.join(",", topics), faults);
    this.topics = topics;
    this.mayLack = mayLack;
    this.consumers = consumers;
    this.handler = handler;
  }

  /** Whether everything that was committed at the start is handled, and no failure stands. */
  public boolean isCaughtUp() {
    return caughtUp.isDone() && failure().isEmpty();
  }

  /**
   * Done when everything is handled that readers of committed records could see at the time of this
   * call: up to the first transaction that was open then. The same for all who ask while a broker
   * is away, however many; whoever completes it does so for the others.
   */
  public CompletableFuture<Void> readToEnd() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = asked.compareAndExchange(null, mine);
    return others == null ? mine : others;
  }

  @Override
  @SuppressWarnings("try") // the observation is there to be closed
  void session() {
    try (Consumer<String, V> consumer = consumers.get();
        ClockWatch.Observation watching = watch(consumer)) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(name -> consumer.partitionsFor(name).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      next.forEach(consumer::seek);
      CompletableFuture<Void> unused = readToEnd(); // only a session that gets there has succeeded
      while (!isClosing()) {
        turn(consumer);
      }
    }
  }

  private void turn(Consumer<String, V> consumer) {
    if (answering == null) {
      answering = asked.getAndSet(null); // who asks from here on may see more
    }
    Map<TopicPartition, Long> ends =
        answering == null ? Map.of() : consumer.endOffsets(consumer.assignment());
    do {
      for (ConsumerRecord<String, V> record : poll(consumer, POLL)) {
        handOn(record);
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
    } while (!isClosing() && !isReached(ends, consumer));
    if (!isClosing()) {
      handler.onIdle();
      succeeded();
      if (answering != null) {
        answering.complete(null);
        answering = null;
      }
    }
  }

  private void handOn(ConsumerRecord<String, V> record) {
    Optional<String> lack =
        mayLack.contains(record.topic()) ? Optional.empty() : Faults.lack(record);
    if (lack.isPresent()) {
      faults.passOver(record.topic(), record.partition(), record.offset(), lack.get());
    } else {
      handler.onRecord(record);
    }
  }

  private static boolean isReached(Map<TopicPartition, Long> ends, Consumer<?, ?> consumer) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
