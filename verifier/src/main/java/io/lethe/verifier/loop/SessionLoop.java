package io.lethe.verifier.loop;

import io.lethe.schemas.serde.UndecodableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session with the broker after the other on one topic, until closed: whatever the broker
 * refuses ends a session, and a record that is none is counted and passed over.
 *
 * @param <V> the topic's values
 */
abstract class SessionLoop<V> implements Runnable, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(SessionLoop.class);
  private static final Duration PAUSE_BETWEEN_SESSIONS = Duration.ofSeconds(1);

  private final String topic;
  private final LoopMetrics metrics;
  private final CountDownLatch closing = new CountDownLatch(1);

  SessionLoop(String topic, LoopMetrics metrics) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
  }

  /** One session, from opening the clients to closing them; ends when the loop is closing. */
  abstract void session() throws InterruptedException;

  /** Called after every session, however it ended; here nothing is to be done. */
  void sessionEnded() {}

  @Override
  public final void run() {
    while (!isClosing()) {
      try {
        session();
      } catch (KafkaException | IllegalStateException e) {
        metrics.sessionFailed(topic);
        LOGGER
            .atWarn()
            .setMessage("Session on a topic failed, opening another")
            .addKeyValue("topic", topic)
            .setCause(e)
            .log();
        pauseBetweenSessions();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        sessionEnded();
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }

  final String topic() {
    return topic;
  }

  final boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** The next records; none if the next one is undecodable, which is then behind the consumer. */
  final Iterable<ConsumerRecord<String, V>> poll(Consumer<String, V> consumer, Duration time) {
    try {
      return consumer.poll(time);
    } catch (RecordDeserializationException e) {
      if (UndecodableRecordException.in(e).isEmpty()) {
        // The record may be sound and the schema registry away: a new session reads it again.
        throw e;
      }
      metrics.undecodable(topic);
      LOGGER
          .atError()
          .setMessage("Record cannot be decoded, passed over")
          .addKeyValue("partition", e.topicPartition())
          .addKeyValue("offset", e.offset())
          .log();
      consumer.seek(e.topicPartition(), e.offset() + 1);
      return List.of();
    }
  }

  private void pauseBetweenSessions() {
    try {
      if (closing.await(PAUSE_BETWEEN_SESSIONS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.atDebug().setMessage("Loop closes").addKeyValue("topic", topic).log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }
}
