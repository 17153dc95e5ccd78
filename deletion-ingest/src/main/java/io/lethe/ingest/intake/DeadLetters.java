// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import java.time.Instant;
import java.util.Map;

/** Writes dead letters. None of them carries a value that the sender wrote into the subject. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * A dead letter for a record that could not be read.
   *
   * @param source where the record lies
   * @param reason the rule's name
   * @param message the rule in words and the way out
   * @param now when it was refused
   * @return the dead letter
   */
  public static RejectedRequest unreadable(
      SourceRecord source, RejectionReason reason, String message, Instant now) {
    return of(source, reason, message, now).build();
  }

  /**
   * A dead letter for a request that passed the intake and was refused at admission.
   *
   * @param request the request
   * @param reason the rule's name
   * @param message the rule in words and the way out
   * @param now when it was refused
   * @return the dead letter
   */
  public static RejectedRequest of(
      ValidRequest request, RejectionReason reason, String message, Instant now) {
    return of(request.source(), reason, message, now)
        .setTenant(request.tenant())
        .setRequestId(request.requestId())
        .setModel(request.model())
        .build();
  }

  /**
   * A dead letter for an amendment that passed the intake and was not taken.
   *
   * @param amendment the amendment
   * @param reason the rule's name
   * @param message the rule in words and the way out
   * @param now when it was refused
   * @return the dead letter
   */
  public static RejectedRequest of(
      ValidAmendment amendment, RejectionReason reason, String message, Instant now) {
    return of(
            amendment.source(),
            reason,
            amendment.kind() + " " + amendment.amendmentId() + ": " + message,
            now)
        .setTenant(amendment.tenant())
        .setRequestId(amendment.requestId())
        .build();
  }

  /** A dead letter that does not say yet what the record asked for. */
  static RejectedRequest.Builder of(
      SourceRecord source, RejectionReason reason, String message, Instant now) {
    return RejectedRequest.newBuilder()
        .setReason(reason)
        .setMessage(message)
        .setSourceTopic(source.topic())
        .setSourcePartition(source.partition())
        .setSourceOffset(source.offset())
        .setTenant(null)
        .setRequestId(null)
        .setModel(null)
        .setPayloadBytes(source.payloadBytes())
        .setRejectedAt(now)
        .setExtensions(Map.of());
  }
}
