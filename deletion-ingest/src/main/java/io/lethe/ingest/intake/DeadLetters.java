package io.lethe.ingest.intake;

import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    return deadLetter(source, reason, message, now, null, null, null);
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
    return deadLetter(
        request.source(),
        reason,
        message,
        now,
        request.tenant(),
        request.requestId(),
        request.model());
  }

  static RejectedRequest deadLetter(
      SourceRecord source,
      RejectionReason reason,
      String message,
      Instant now,
      @Nullable String tenant,
      @Nullable String requestId,
      @Nullable String model) {
    return RejectedRequest.newBuilder()
        .setReason(reason)
        .setMessage(message)
        .setSourceTopic(source.topic())
        .setSourcePartition(source.partition())
        .setSourceOffset(source.offset())
        .setTenant(tenant)
        .setRequestId(requestId)
        .setModel(model)
        .setPayloadBytes(source.payloadBytes())
        .setRejectedAt(now)
        .setExtensions(Map.of())
        .build();
  }
}
