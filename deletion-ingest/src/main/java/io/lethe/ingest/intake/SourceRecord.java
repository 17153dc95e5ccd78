// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import java.util.Objects;

/**
 * Where a request came from: what a dead letter may say about the record that it stands for.
 *
 * @param topic topic of the record
 * @param partition partition of the record
 * @param offset offset of the record
 * @param payloadBytes size of the value in bytes, 0 for a null value
 */
public record SourceRecord(String topic, int partition, long offset, long payloadBytes) {
  /** Checks the coordinates. */
  public SourceRecord {
    Objects.requireNonNull(topic, "topic");
    if (partition < 0 || offset < 0 || payloadBytes < 0) {
      throw new IllegalArgumentException(
          "partition, offset and payloadBytes must be 0 or more, found: "
              + partition
              + ", "
              + offset
              + ", "
              + payloadBytes);
    }
  }

  /**
   * Key of the dead letter.
   *
   * @return topic/partition/offset
   */
  public String key() {
    return topic + "/" + partition + "/" + offset;
  }
}
