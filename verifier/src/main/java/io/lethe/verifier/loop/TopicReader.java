package io.lethe.verifier.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a whole topic from its beginning and hands every value on, for ever. No group, no commits:
 * each start reads all again, and so does a session after an error, which is why values must bear
 * being applied twice.
 *
 * @param <V> the topic's values
 */
public final class TopicReader<V> extends SessionLoop<V> {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Supplier<Consumer<String, V>> consumers;
  private final java.util.function.Consumer<V> view;
  private volatile boolean caughtUp;

  /**
   * A reader.
   *
   * @param consumers give a consumer that reads committed records
   * @param view gets every value that is not null, on the reader's thread
   */
  public TopicReader(
      String topic,
      Supplier<Consumer<String, V>> consumers,
      java.util.function.Consumer<V> view,
      LoopMetrics metrics) {
    super(topic, metrics);
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.view = Objects.requireNonNull(view, "view");
  }

  /** Whether everything that was there when the session began has been handed on. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  void session() {
    try (Consumer<String, V> consumer = consumers.get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      while (!isClosing()) {
        for (ConsumerRecord<String, V> record : poll(consumer, POLL)) {
          if (record.value() != null) {
            view.accept(record.value());
          }
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        caughtUp = caughtUp || ends.isEmpty();
      }
    }
  }
}
