// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

/** What a topic does with old records. */
public enum Cleanup {
  /** Keeps the last value of every key. */
  COMPACT("compact"),
  /** Drops records after the topic's retention. */
  DELETE("delete"),
  /** Never drops a record. */
  KEEP_FOREVER("delete");

  private final String policy;

  Cleanup(String policy) {
    this.policy = policy;
  }

  /** The value of Kafka's {@code cleanup.policy}. */
  public String policy() {
    return policy;
  }
}
