// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on which a topology fails. Each is tried a few times, every time in a transaction of its
 * own; then it is set aside: from the next try on it does not reach the topology, and the offset
 * behind it is committed. It is never skipped while it is processed, for that would keep the half
 * of its writes that came before the failure.
 *
 * <p>Only records of topics whose state is right without them are set aside, and, from any topic,
 * those that a person named. What is set aside is known until the offset behind it is committed
 * ({@link SetAside}); so are tries, of {@value #REMEMBERED} records at most. A failure that says
 * nothing about the record counts for none: what a broker or the schema registry answers, or
 * damaged local state.
 *
 * <p>Why: docs/decisions/0040-a-record-on-which-processing-fails-is-set-aside.md.
 */
public final class FailedRecords {
  /** How often a record is tried. */
  public static final int TRIES = 3;

  /** Records that were set aside, by {@code topic}. */
  public static final MeterSpec SET_ASIDE =
      new MeterSpec(
          "lethe.service.set.aside.records",
          "records",
          "Records on which processing failed again and again, set aside");

  private static final Logger LOGGER = LoggerFactory.getLogger(FailedRecords.class);
  private static final int REMEMBERED = 10_000;

  private final MeterRegistry registry;
  private final Set<String> topics;
  private final Set<String> named;
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final SetAside aside = new SetAside();

  FailedRecords(MeterRegistry registry, List<String> topics, Set<String> named) {
    this.registry = registry;
    this.topics = Set.copyOf(topics);
    this.named = named;
    topics.forEach(topic -> SET_ASIDE.counter(registry, LogKeys.TOPIC, topic));
  }

  /**
   * Takes note that processing failed on a record, in a transaction that is aborted for it. A
   * failure that is bounded by this is {@linkplain FailedRecordException marked} so.
   *
   * @param topic of the record; null where none was processed
   */
  void failed(@Nullable String topic, int partition, long offset, Exception failure) {
    if (topic == null
        || !topics.contains(topic)
        || !isOfTheRecord(failure)
        || FailedRecordException.isIn(failure)) { // all that waits for a transaction fails with it
      return;
    }
    if (failures.size() >= REMEMBERED) {
      failures.clear();
    }
    String name = name(topic, partition, offset);
    int tries = failures.merge(name, 1, Integer::sum);
    failure.addSuppressed(new FailedRecordException(name, tries));
    if (tries >= TRIES) {
      failures.remove(name);
      setAside(topic, partition, offset, failure.getClass().getName());
    }
  }

  /** Whether a record that was read must not reach the topology. */
  boolean isSetAside(String topic, int partition, long offset) {
    boolean known = aside.contains(topic, partition, offset);
    if (known || named.isEmpty() || !named.contains(name(topic, partition, offset))) {
      return known;
    }
    setAside(topic, partition, offset, "named in kafka.pass-over");
    return true;
  }

  private void setAside(String topic, int partition, long offset, String cause) {
    if (!aside.add(topic, partition, offset)) {
      return;
    }
    SET_ASIDE.counter(registry, LogKeys.TOPIC, topic).increment();
    LOGGER
        .atError()
        .setMessage("Record set aside: processing fails on it")
        .addKeyValue(LogKeys.TOPIC, topic)
        .addKeyValue(LogKeys.PARTITION, partition)
        .addKeyValue(LogKeys.OFFSET, offset)
        .addKeyValue(LogKeys.CAUSE, cause)
        .log();
  }

  private static boolean isOfTheRecord(Exception failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .noneMatch(FailedRecords::hasAnotherReason);
  }

  private static boolean hasAnotherReason(Throwable cause) {
    if (cause instanceof RecordTooLargeException) {
      return false;
    }
    return cause instanceof ApiException
        || cause instanceof InterruptException
        || cause instanceof StreamsException
        || cause instanceof SchemaRegistryException
        || cause instanceof LostRecordException
        || cause instanceof UndecodableRecordException;
  }

  private static String name(String topic, int partition, long offset) {
    return topic + "/" + partition + "/" + offset;
  }
}
