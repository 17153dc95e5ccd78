package io.lethe.ingest.http;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request's present state, kept in memory from the compacted topic deletion.status. */
public final class StatusView implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StatusView.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Consumer<String, DeletionStatus> consumer;
  private final StatusListener listener;
  private final ConcurrentSkipListMap<String, Seen> states = new ConcurrentSkipListMap<>();
  private final Thread thread = new Thread(this::run, "deletion-status-view");
  private volatile boolean caughtUp;
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * A state, and the trace that its record has.
   *
   * @param status the state
   * @param trace the request's trace
   */
  public record Seen(DeletionStatus status, Trace trace) {
    /** Checks presence. */
    public Seen {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(trace, "trace");
    }

    /** A record of a version that wrote no trace has the one that follows from its request. */
    static Seen of(ConsumerRecord<String, DeletionStatus> status) {
      return new Seen(
          status.value(),
          Trace.from(status.headers())
              .orElseGet(
                  () ->
                      Trace.ofRequest(status.value().getTenant(), status.value().getRequestId())));
    }
  }

  /**
   * A view, which owns the consumer from now on.
   *
   * @param consumer reads committed records only; its group is not used
   * @param listener hears of every change
   */
  public StatusView(Consumer<String, DeletionStatus> consumer, StatusListener listener) {
    this.consumer = Objects.requireNonNull(consumer, "consumer");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /**
   * Whether everything that was there at the start has been read.
   *
   * @return true from then on
   */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /**
   * Whether the view still follows the topic.
   *
   * @return false once its thread has ended
   */
  public boolean isHealthy() {
    return !ended;
  }

  /**
   * Where a request stands.
   *
   * @param tenant the tenant
   * @param requestId the request's UUID in lower case
   * @return the summary first (its model is null), then one state a model; empty if unknown
   */
  public List<Seen> find(String tenant, String requestId) {
    String key = tenant + "/" + requestId;
    Stream<Seen> summary = Stream.ofNullable(states.get(key));
    // '0' follows '/' in the order of characters.
    Collection<Seen> models = states.subMap(key + "/", key + "0").values();
    return Stream.concat(summary, models.stream()).toList();
  }

  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.DELETION_STATUS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      while (!closing) {
        for (ConsumerRecord<String, DeletionStatus> status : consumer.poll(POLL)) {
          take(status);
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        caughtUp |= ends.isEmpty();
      }
    } catch (WakeupException | InterruptException e) {
      LOGGER.atDebug().setMessage("Status view was asked to end").log();
    } catch (RuntimeException e) {
      LOGGER.atError().setMessage("Status view ended").setCause(e).log();
    } finally {
      ended = true;
    }
  }

  private void take(ConsumerRecord<String, DeletionStatus> status) {
    Seen before;
    if (status.value() == null) {
      before = states.remove(status.key());
    } else {
      before = states.put(status.key(), Seen.of(status));
      listener.entered(status.value());
    }
    if (before != null) {
      listener.left(before.status());
    }
  }
}
