package io.lethe.registry.view;

import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows model.events from its beginning, on a thread of its own. It keeps no offsets: what it
 * feeds is in memory or repaired at each start. It is ready when it has handled all that was
 * committed when it started.
 */
public final class EventFollower implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Supplier<? extends Consumer<String, ModelEvent>> consumers;
  private final EventHandler handler;
  private final Thread thread;
  private volatile Consumer<String, ModelEvent> consumer;
  private volatile boolean stopping;
  private volatile boolean caughtUp;
  private volatile boolean failed;

  /**
   * Prepares a follower.
   *
   * @param name names the thread and the log lines
   * @param consumers makes the consumer: read_committed, without auto-commit; the follower closes
   *     it
   * @param handler takes the events
   */
  public EventFollower(
      String name,
      Supplier<? extends Consumer<String, ModelEvent>> consumers,
      EventHandler handler) {
    this.name = Objects.requireNonNull(name, "name");
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.handler = Objects.requireNonNull(handler, "handler");
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts following. */
  public void start() {
    thread.start();
  }

  /** Whether everything that was committed at start has been handled. */
  public boolean isCaughtUp() {
    return caughtUp && !failed;
  }

  /** Whether it follows; false after an event could not be read or handled. */
  public boolean isHealthy() {
    return !failed;
  }

  @Override
  public void close() {
    stopping = true;
    Consumer<String, ModelEvent> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Consumer<String, ModelEvent> opened = consumers.get()) {
      consumer = opened;
      follow(opened);
    } catch (WakeupException | InterruptException e) {
      failed = !stopping;
    } catch (RuntimeException e) {
      // The state that the handler keeps would be wrong from here on: stop, and say so.
      failed = true;
      LOGGER
          .atError()
          .setMessage("model events cannot be followed any more; restart after the cause is gone")
          .addKeyValue("follower", name)
          .setCause(e)
          .log();
    }
  }

  private void follow(Consumer<String, ModelEvent> opened) {
    Collection<TopicPartition> partitions =
        opened.partitionsFor(Topics.MODEL_EVENTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    opened.assign(partitions);
    opened.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
    while (!stopping) {
      opened.poll(POLL).forEach(event -> handler.onEvent(event.value()));
      if (!caughtUp && reached(opened, ends)) {
        handler.onIdle();
        caughtUp = true;
        LOGGER
            .atInfo()
            .setMessage("caught up with model events")
            .addKeyValue("follower", name)
            .log();
      } else if (caughtUp) {
        handler.onIdle();
      }
    }
  }

  private static boolean reached(
      Consumer<String, ModelEvent> opened, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> opened.position(end.getKey()) >= end.getValue());
  }
}
