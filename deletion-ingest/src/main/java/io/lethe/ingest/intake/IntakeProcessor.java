// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stateless first step: bytes in, a {@link ValidRequest} or a dead letter out. Neither the record's
 * key (the subject's id) nor its headers go any further, its trace excepted. Only a record that is
 * itself at fault is refused; if the schema registry cannot be reached, the exception stops the
 * task, so that nothing is refused for our own trouble.
 */
public final class IntakeProcessor implements Processor<byte[], byte[], String, IntakeResult> {
  private static final Logger LOGGER = LoggerFactory.getLogger(IntakeProcessor.class);

  private final Deserializer<DeletionRequest> deserializer;
  private final SubjectKeys subjectKeys;
  private final Period defaultDeadline;
  private final IngestMetrics metrics;
  private ProcessorContext<String, IntakeResult> context;

  /**
   * Wires the step.
   *
   * @param deserializer reads a request's bytes
   * @param subjectKeys makes subject keys
   * @param defaultDeadline time from receipt for requests that name no deadline
   * @param metrics counts
   */
  public IntakeProcessor(
      Deserializer<DeletionRequest> deserializer,
      SubjectKeys subjectKeys,
      Period defaultDeadline,
      IngestMetrics metrics) {
    this.deserializer = deserializer;
    this.subjectKeys = subjectKeys;
    this.defaultDeadline = defaultDeadline;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, IntakeResult> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<byte[], byte[]> incoming) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    SourceRecord source = source(incoming.value());
    if (incoming.value() == null) {
      refuse(
          DeadLetters.unreadable(
              source,
              RejectionReason.NULL_VALUE,
              "A deletion request must have a value; a tombstone asks for nothing. Send a"
                  + " DeletionRequest.",
              now));
      return;
    }
    DeletionRequest request;
    try {
      request = deserializer.deserialize(source.topic(), incoming.value());
    } catch (UndecodableRecordException e) {
      refuse(
          DeadLetters.unreadable(
              source,
              RejectionReason.UNDECODABLE,
              "The value is not a DeletionRequest in the Confluent wire format (byte 0, 4 bytes"
                  + " schema id, Avro): "
                  + e.rule()
                  + ". Send it with a registered schema.",
              now));
      return;
    }
    Instant received = received(incoming.timestamp(), now);
    List<String> broken = RequestRules.broken(request, received);
    if (broken.isEmpty()) {
      accept(request, source, Trace.from(incoming.headers()), received, now);
    } else {
      refuse(invalid(request, source, String.join("; ", broken), now));
    }
  }

  private SourceRecord source(byte @Nullable [] value) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("intake runs on records only"));
    return new SourceRecord(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        value == null ? 0 : value.length);
  }

  /**
   * When the broker took the record. A time to come, or one before the topic's retention, is a
   * wrong clock's; then it is now.
   */
  private static Instant received(long brokersMillis, Instant now) {
    Instant taken = Instant.ofEpochMilli(brokersMillis);
    Instant oldest = now.minus(Topics.DELETION_REQUESTS.storage().retention());
    return taken.isAfter(now) || taken.isBefore(oldest) ? now : taken;
  }

  private void accept(
      DeletionRequest request,
      SourceRecord source,
      Optional<Trace> sent,
      Instant received,
      Instant now) {
    String subjectKey = subjectKeys.keyOf(request.getSubjectId());
    Instant deadline =
        request.getDeadline() == null
            ? RequestRules.after(received, defaultDeadline)
            : request.getDeadline();
    String requestId = RequestRules.canonicalRequestId(request.getRequestId());
    ValidRequest valid =
        new ValidRequest(
            request.getTenant(),
            requestId,
            subjectKey,
            subjectKeys.keyId(),
            request.getModel(),
            received,
            deadline,
            RequestContent.digest(subjectKey, request),
            source,
            RequestTrace.of(sent, request.getSubjectId(), request.getTenant(), requestId));
    // A fresh record: the incoming one's headers may hold anything.
    context.forward(
        new Record<>(valid.key(), new IntakeResult.Accepted(valid), now.toEpochMilli()));
  }

  /** Only ids that keep their own rule and are not the subject's id are repeated. */
  private static RejectedRequest invalid(
      DeletionRequest request, SourceRecord source, String rules, Instant now) {
    String subject = request.getSubjectId();
    String requestId = request.getRequestId();
    String tenant = request.getTenant();
    boolean idFit =
        RequestRules.isRequestId(requestId) && !RequestRules.isSubject(requestId, subject);
    boolean tenantFit = RequestRules.isName(tenant) && !RequestRules.isSubject(tenant, subject);
    return DeadLetters.of(
            source,
            RejectionReason.INVALID,
            "The request breaks: " + rules + ". Correct it and send it again.",
            now)
        .setTenant(tenantFit ? tenant : null)
        .setRequestId(idFit ? RequestRules.canonicalRequestId(requestId) : null)
        .build();
  }

  private void refuse(RejectedRequest deadLetter) {
    metrics.rejected(deadLetter.getReason());
    String key =
        deadLetter.getSourceTopic()
            + "/"
            + deadLetter.getSourcePartition()
            + "/"
            + deadLetter.getSourceOffset();
    LOGGER
        .atWarn()
        .setMessage("Record refused at intake; its dead letter says why")
        .addKeyValue(LogKeys.DEAD_LETTER, key)
        .addKeyValue(LogKeys.REASON, deadLetter.getReason())
        .addKeyValue(LogKeys.REQUEST, requestKey(deadLetter))
        .log();
    context.forward(
        new Record<>(
            key, new IntakeResult.Refused(deadLetter), deadLetter.getRejectedAt().toEpochMilli()));
  }

  /** Null, and so left out of the line, where the dead letter names no request. */
  private static @Nullable String requestKey(RejectedRequest deadLetter) {
    return deadLetter.getTenant() == null || deadLetter.getRequestId() == null
        ? null
        : deadLetter.getTenant() + "/" + deadLetter.getRequestId();
  }
}
