// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic keeps its records.
 *
 * @param partitions how many partitions it has
 * @param cleanup what becomes of old records
 * @param retention how long a record stays where {@code cleanup} is {@link Cleanup#DELETE}, else
 *     {@link Duration#ZERO}
 */
public record Storage(int partitions, Cleanup cleanup, Duration retention) {

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

  /** The topic's Kafka settings: cleanup policy and retention. */
  public Map<String, String> settings() {
    return switch (cleanup) {
      case COMPACT -> Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
      case DELETE ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              cleanup.policy(),
              TopicConfig.RETENTION_MS_CONFIG,
              Long.toString(retention.toMillis()));
      case KEEP_FOREVER ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              cleanup.policy(),
              TopicConfig.RETENTION_MS_CONFIG,
              "-1",
              TopicConfig.RETENTION_BYTES_CONFIG,
              "-1");
    };
  }
}
