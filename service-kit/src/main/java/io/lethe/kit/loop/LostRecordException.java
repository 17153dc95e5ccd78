// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

/** Thrown where a record that must not be missed cannot be decoded or meant, or is not there. */
public final class LostRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LostRecordException(String message) {
    super(message);
  }

  static LostRecordException undecodable(String record, String rule) {
    return new LostRecordException(
        ("Record %s cannot be decoded (%s), and what it says is said only once. Did the schema"
                + " registry lose ids? Restore it. Is the record nobody's? Add %s to kafka.pass-over"
                + " of every service that stops here, and start it again")
            .formatted(record, rule, record));
  }

  /**
   * An event that its registry cannot have meant. Nothing may be decided behind it, and trying
   * again would not change it.
   *
   * @param rule what it breaks, without what anybody wrote
   */
  public static LostRecordException broken(String model, long sequence, String rule) {
    return new LostRecordException(
        "Event %d of model %s on model.events %s: the registry that wrote it breaks the contract; upgrade it, or restore the topic"
            .formatted(sequence, model, rule));
  }

  /**
   * Checks that an event of a model follows those before it: passing over a record must not hide
   * that it was one.
   *
   * @param last sequence of the last event that was read, 0 before the first
   * @throws LostRecordException if one is missing between them; an earlier one is no gap
   */
  public static void requireNoGap(String model, long last, long sequence) {
    if (sequence > last + 1) {
      throw new LostRecordException(
          "Event %d of model %s follows %d on model.events: those between are lost; restore the topic"
              .formatted(sequence, model, last));
    }
  }
}
