package io.lethe.verifier.loop;

import io.lethe.schemas.serde.UndecodableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic from its beginning and hands every value on, for ever. No group, no commits:
 * each start reads all again, and so does a session after an error, which is why values must bear
 * being applied twice.
 *
 * @param <V> the topic's values
 */
public final class TopicReader<V> implements Runnable, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE_BETWEEN_SESSIONS = Duration.ofSeconds(1);

  private final String topic;
  private final Supplier<Consumer<String, V>> consumers;
  private final java.util.function.Consumer<V> view;
  private final LoopMetrics metrics;
  private final CountDownLatch closing = new CountDownLatch(1);
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
    this.topic = Objects.requireNonNull(topic, "topic");
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.view = Objects.requireNonNull(view, "view");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
  }

  /** Whether everything that was there when the session began has been handed on. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  public void run() {
    while (!isClosing()) {
      try {
        session();
      } catch (KafkaException | IllegalStateException e) {
        metrics.sessionFailed(topic);
        LOGGER
            .atWarn()
            .setMessage("Session of a topic reader failed, opening another")
            .addKeyValue("topic", topic)
            .setCause(e)
            .log();
        pauseBetweenSessions();
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }

  private void session() {
    try (Consumer<String, V> consumer = consumers.get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      while (!isClosing()) {
        read(consumer);
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        caughtUp = caughtUp || ends.isEmpty();
      }
    }
  }

  private void read(Consumer<String, V> consumer) {
    try {
      for (ConsumerRecord<String, V> record : consumer.poll(POLL)) {
        if (record.value() != null) {
          view.accept(record.value());
        }
      }
    } catch (RecordDeserializationException e) {
      if (UndecodableRecordException.in(e).isEmpty()) {
        throw e; // the record may be sound and the schema registry away: a new session reads it
        // again
      }
      metrics.undecodable(topic);
      LOGGER
          .atError()
          .setMessage("Record cannot be decoded, passed over")
          .addKeyValue("partition", e.topicPartition())
          .addKeyValue("offset", e.offset())
          .log();
      consumer.seek(e.topicPartition(), e.offset() + 1);
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pauseBetweenSessions() {
    try {
      if (closing.await(PAUSE_BETWEEN_SESSIONS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.atDebug().setMessage("Topic reader closes").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }
}
