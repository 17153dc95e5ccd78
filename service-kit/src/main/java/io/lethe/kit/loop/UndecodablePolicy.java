// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What becomes of a record that can never be decoded; {@link #of} is the table.
 *
 * <p>Why: docs/decisions/0021-a-record-that-cannot-be-decoded.md.
 */
public enum UndecodablePolicy {
  /** Counted, logged and passed over: what it may have said is said again, or replaced. */
  PASS_OVER,

  /**
   * The reader stops: without the record its state would be wrong, and a committed offset behind it
   * would make that last.
   */
  STOP;

  /**
   * A job without an answer is published again when its lease runs out, and so, from the worker's
   * ledger, are its candidate and its report; a command without an effect, a registration without
   * its baseline too, is sent again by its sender; a status is replaced by the next, and a sign of
   * life followed by another; a refusal decides nothing, and is only told to who asks.
   */
  private static final Set<String> SAID_AGAIN =
      Stream.of(
              Topics.UNLEARNING_JOBS,
              Topics.MODEL_CANDIDATES,
              Topics.VERIFICATION_REPORTS,
              Topics.VERIFICATION_PROGRESS,
              Topics.MODEL_COMMANDS,
              Topics.DELETION_STATUS,
              Topics.DELETION_REJECTED)
          .map(Topic::name)
          .collect(Collectors.toUnmodifiableSet());

  /** The policy of a topic, internal ones included. */
  public static UndecodablePolicy of(String topic) {
    return SAID_AGAIN.contains(topic) ? PASS_OVER : STOP;
  }
}
