// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic keeps its records.
 *
 * @param partitions how many partitions it has
 * @param cleanup what becomes of old records
 * @param retention how long a record stays after it came, where {@code cleanup} is {@link
 *     Cleanup#DELETE}, else {@link Duration#ZERO}
 */
public record Storage(int partitions, Cleanup cleanup, Duration retention) {
  /** Kafka's {@code message.timestamp.type} of every topic, internal ones included. */
  public static final String TIME_OF_RECEIPT = "LogAppendTime";

  /**
   * Kafka's {@code max.message.bytes} of every topic: what a batch of records may take as the
   * broker keeps it. It is what brokers and the Java producer have by default.
   */
  public static final int LONGEST_BATCH_BYTES = 1_048_588;

  /** Kafka's {@code compression.type} of every topic: the broker keeps nothing compressed. */
  public static final String PLAIN = "uncompressed";

  public Storage {
    requireNonNull(cleanup, "cleanup");
    requireNonNull(retention, "retention");
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "A topic must have at least 1 partition, not " + partitions);
    }
    boolean bounded = retention.toMillis() > 0;
    if (bounded != (cleanup == Cleanup.DELETE) || retention.isNegative()) {
      throw new IllegalArgumentException(
          "A topic with cleanup "
              + cleanup
              + " cannot have a retention of "
              + retention
              + ": only DELETE has one");
    }
  }

  /**
   * The topic's Kafka settings: cleanup policy, retention, that a record's time is when the broker
   * took it, and how long a record may be.
   *
   * <p>What a sender stamps is not believed anywhere: a record without a time would end a Kafka
   * Streams application, one of 1970 would be deleted within minutes, and one of 2100 never. Why of
   * all topics: docs/decisions/0034-time-is-the-time-of-receipt.md.
   *
   * <p>A length is measured of what the broker keeps, so it keeps nothing compressed: a few hundred
   * kilobytes may unpack to a value of hundreds of megabytes, which every reader would have to hold
   * before it could refuse it. Why at the broker:
   * docs/decisions/0049-no-broker-keeps-what-is-compressed.md.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TIME_OF_RECEIPT);
    settings.put(TopicConfig.COMPRESSION_TYPE_CONFIG, PLAIN);
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LONGEST_BATCH_BYTES));
    if (cleanup == Cleanup.DELETE) {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    } else if (cleanup == Cleanup.KEEP_FOREVER) {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
      settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    }
    return Map.copyOf(settings);
  }
}
