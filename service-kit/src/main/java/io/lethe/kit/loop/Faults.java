// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every reader of a service does about faults. A record that can never be decoded is counted
 * and logged, and {@link UndecodablePolicy} says whether the reader goes on behind it or stops
 * until its name is in {@code kafka.pass-over}. A schema registry that does not answer says nothing
 * about the record, which is read again.
 */
public final class Faults {
  /** Records that can never be decoded, by {@code topic}. */
  public static final MeterSpec UNDECODABLE =
      new MeterSpec(
          "lethe.service.undecodable.records", "records", "Records that can never be decoded");

  /** Sessions with the broker that failed, by {@code topic}. */
  public static final MeterSpec FAILED_SESSIONS =
      new MeterSpec(
          "lethe.service.failed.sessions",
          "sessions",
          "Sessions with the broker that ended in an error");

  private static final Logger LOGGER = LoggerFactory.getLogger(Faults.class);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private final MeterRegistry registry;
  private final Set<String> passOver;
  private final Duration firstPause;
  private final ClockWatch clock;

  /**
   * The rule for one service.
   *
   * @param registry gets the meters
   * @param passOver records that a person gave up, each as topic/partition/offset
   */
  public Faults(MeterRegistry registry, Set<String> passOver) {
    this(registry, passOver, Duration.ofMillis(200), ClockWatch.ofProcess());
  }

  Faults(MeterRegistry registry, Set<String> passOver, Duration firstPause, ClockWatch clock) {
    this.registry = requireNonNull(registry, "registry");
    this.passOver = Set.copyOf(passOver);
    this.firstPause = firstPause;
    this.clock = requireNonNull(clock, "clock");
  }

  /** Tells the loops when the wall clock is set back. */
  ClockWatch clock() {
    return clock;
  }

  /** Counts a topic's undecodable records from zero, so that the first one is an increase. */
  public void watch(String topic) {
    UNDECODABLE.counter(registry, LogKeys.TOPIC, topic);
  }

  /** The rule for records of these topics on which processing fails. */
  FailedRecords failedRecords(List<String> topics) {
    return new FailedRecords(registry, topics, passOver);
  }

  /** How long to wait after so many failed sessions in a row. */
  Duration pauseAfter(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  Counter failedSessions(String topic) {
    return FAILED_SESSIONS.counter(registry, LogKeys.TOPIC, topic);
  }

  /** The next records; none if the next one was passed over. */
  <V> ConsumerRecords<String, V> poll(Consumer<String, V> consumer, Duration time) {
    try {
      return consumer.poll(time);
    } catch (RecordDeserializationException e) {
      String topic = e.topicPartition().topic();
      if (!passedOver(topic, e.topicPartition().partition(), e.offset(), e)) {
        throw e;
      }
      consumer.seek(e.topicPartition(), e.offset() + 1);
      return ConsumerRecords.empty();
    }
  }

  /**
   * Decides about a record that was not decoded.
   *
   * @return true to go on behind it, false where it may be decoded later
   * @throws LostRecordException if it must not be missed
   */
  boolean passedOver(String topic, int partition, long offset, Exception failure) {
    Optional<UndecodableRecordException> undecodable = UndecodableRecordException.in(failure);
    undecodable.ifPresent(found -> passOver(topic, partition, offset, found.rule()));
    return undecodable.isPresent();
  }

  /**
   * What a record lacks that each of a topic has that is not compacted, as a rule that it breaks.
   */
  static Optional<String> lack(ConsumerRecord<String, ?> record) {
    if (record.key() == null) {
      return Optional.of(UndecodableRecordException.NO_KEY);
    }
    return record.value() == null
        ? Optional.of(UndecodableRecordException.NO_VALUE)
        : Optional.empty();
  }

  /** Passes over a record that is none of its topic. The payload stays out of the log. */
  void passOver(String topic, int partition, long offset, String rule) {
    UNDECODABLE.counter(registry, LogKeys.TOPIC, topic).increment();
    String record = topic + "/" + partition + "/" + offset;
    boolean stops = UndecodablePolicy.of(topic) == UndecodablePolicy.STOP;
    if (stops && !passOver.contains(record)) {
      throw LostRecordException.undecodable(record, rule);
    }
    LOGGER
        .atError()
        .setMessage("Record cannot be decoded, passed over")
        .addKeyValue(LogKeys.TOPIC, topic)
        .addKeyValue(LogKeys.PARTITION, partition)
        .addKeyValue(LogKeys.OFFSET, offset)
        .addKeyValue("rule", rule)
        .log();
  }
}
