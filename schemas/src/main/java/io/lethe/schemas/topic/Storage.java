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
   * The topic's Kafka settings: cleanup policy, retention, and that a record's time is when the
   * broker took it. What a sender stamps is not believed anywhere: a record without a time would
   * end a Kafka Streams application, one of 1970 would be deleted within minutes, and one of 2100
   * never.
   *
   * <p>Why of all topics: docs/decisions/0034-time-is-the-time-of-receipt.md.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TIME_OF_RECEIPT);
    if (cleanup == Cleanup.DELETE) {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    } else if (cleanup == Cleanup.KEEP_FOREVER) {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
      settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    }
    return Map.copyOf(settings);
  }
}
