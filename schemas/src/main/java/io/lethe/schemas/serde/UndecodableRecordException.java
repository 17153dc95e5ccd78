// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Thrown when a record's bytes can never be read, however often one tries: wrong magic byte,
 * unknown schema id, truncated or foreign content. Names the topic and the rule, never the content.
 */
public final class UndecodableRecordException extends SerializationException {

  /** The rule that a record without value breaks on a topic that is not compacted. */
  public static final String NO_VALUE = "it has no value";

  /** The rule that a record without key breaks on a topic whose readers need one. */
  public static final String NO_KEY = "it has no key";

  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String rule;

  /**
   * The record of a topic breaks a rule.
   *
   * @param rule without the record's content
   */
  public UndecodableRecordException(String topic, String rule) {
    super("Record on topic " + topic + " is undecodable: " + rule);
    this.topic = topic;
    this.rule = rule;
  }

  /** The topic of the record. */
  public String topic() {
    return topic;
  }

  /** The rule that the bytes break. */
  public String rule() {
    return rule;
  }

  /** This exception where it is {@code thrown} or stands in its chain of causes. */
  public static Optional<UndecodableRecordException> in(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof UndecodableRecordException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
