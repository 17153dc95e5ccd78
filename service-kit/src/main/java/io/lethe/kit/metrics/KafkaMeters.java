// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the metrics of a service's Kafka clients, by Micrometer's binders. Each client has a role;
 * a client that takes over a role, after an error for example, takes its predecessor's meters out,
 * so that their number is bounded. Owns no client.
 */
public final class KafkaMeters implements AutoCloseable {
  static final String PREFIX = "kafka.";

  /** What an operator asks a Kafka client; it keeps hundreds more, which are not shown. */
  static final Set<String> KEPT =
      Set.of(
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.last.poll.seconds.ago",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total",
          "kafka.producer.request.latency.avg",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.process.total",
          "kafka.stream.task.dropped.records.total");

  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaMeters.class);

  /** How soon a partition that was assigned has its lag shown. */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private final MeterRegistry registry;
  private final Map<String, Bound> bound = new HashMap<>();

  /** A binder and the thread on which it looks for new metrics. */
  private record Bound(AutoCloseable binder, ScheduledExecutorService thread) {
    void close() {
      thread.shutdownNow();
      try {
        binder.close();
      } catch (Exception e) {
        LOGGER.atWarn().setMessage("Meters of a Kafka client did not close").setCause(e).log();
      }
    }
  }

  /**
   * Makes a binder, for example {@code (thread, refresh) -> new KafkaStreamsMetrics(streams,
   * List.of(), thread, refresh)}.
   *
   * @param <B> the kind of binder
   */
  @FunctionalInterface
  @SuppressWarnings("try") // Micrometer's binders do not wait when they close
  public interface BinderFactory<B extends MeterBinder & AutoCloseable> {
    /** The binder, which looks for new metrics on this thread, this often. */
    B create(ScheduledExecutorService thread, Duration refresh);
  }

  /** Shows clients in this registry. */
  public KafkaMeters(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry");
  }

  /**
   * Shows a consumer.
   *
   * @param role what the service has the consumer for; one of a few constant names
   * @return the same consumer
   */
  public <C extends Consumer<?, ?>> C consumer(String role, C consumer) {
    bind(role, (thread, refresh) -> new KafkaClientMetrics(consumer, List.of(), thread, refresh));
    return consumer;
  }

  /**
   * Shows a producer.
   *
   * @param role what the service has the producer for; one of a few constant names
   * @return the same producer
   */
  public <P extends Producer<?, ?>> P producer(String role, P producer) {
    bind(role, (thread, refresh) -> new KafkaClientMetrics(producer, List.of(), thread, refresh));
    return producer;
  }

  /** Shows whatever the binder shows, in place of what the role showed before. */
  @SuppressWarnings("try") // as above
  public <B extends MeterBinder & AutoCloseable> void bind(String role, BinderFactory<B> factory) {
    requireNonNull(role, "role");
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "kafka-meters-" + role);
              made.setDaemon(true);
              return made;
            });
    B binder = factory.create(thread, REFRESH);
    synchronized (bound) {
      Bound before = bound.put(role, new Bound(binder, thread));
      if (before != null) {
        before.close();
      }
      binder.bindTo(registry);
    }
  }

  /** Takes the meters of all clients out. */
  @Override
  public void close() {
    synchronized (bound) {
      bound.values().forEach(Bound::close);
      bound.clear();
    }
  }
}
