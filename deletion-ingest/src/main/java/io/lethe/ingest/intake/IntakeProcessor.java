// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Stateless first step: bytes in, a {@link ValidRequest} or a dead letter out. Neither the record's
 * key (the subject's id) nor its headers go any further, its trace excepted. Only a record that is
 * itself at fault is refused; if the schema registry cannot be reached, the exception stops the
 * task, so that nothing is refused for our own trouble.
 */
public final class IntakeProcessor implements Processor<byte[], byte[], String, IntakeResult> {
  private final Deserializer<DeletionRequest> deserializer;
  private final SubjectKeys subjectKeys;
  private final Period defaultDeadline;
  private final IngestMetrics metrics;
  private ProcessorContext<String, IntakeResult> context;
  private IntakeStep<DeletionRequest> step;

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
    step = new IntakeStep<>(Topics.DELETION_REQUESTS, deserializer, processorContext, metrics);
  }

  @Override
  public void process(Record<byte[], byte[]> incoming) {
    Instant now = step.now();
    SourceRecord source = step.source(incoming.value());
    step.read(source, incoming.value(), now)
        .ifPresent(
            request -> {
              if (!request.getTenant().equals(step.tenant(source))) {
                step.refuse(otherTenant(request, source, now), source);
                return;
              }
              Instant received = step.received(incoming.timestamp(), now);
              List<String> broken = RequestRules.broken(request, received);
              if (broken.isEmpty()) {
                accept(request, source, Trace.from(incoming.headers()), received, now);
              } else {
                step.refuse(invalid(request, source, String.join("; ", broken), now), source);
              }
            });
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
            Grounds.of(request),
            request.getCallbacks(),
            RequestContent.digest(subjectKey, request),
            source,
            RequestTrace.of(sent, request.getSubjectId(), request.getTenant(), requestId));
    // A fresh record: the incoming one's headers may hold anything.
    context.forward(
        new Record<>(valid.key(), new IntakeResult.Accepted(valid), now.toEpochMilli()));
  }

  private RejectedRequest otherTenant(DeletionRequest request, SourceRecord source, Instant now) {
    return about(
        request,
        DeadLetters.of(source, RejectionReason.OTHER_TENANT, step.otherTenant(source), now),
        step.tenant(source));
  }

  private RejectedRequest invalid(
      DeletionRequest request, SourceRecord source, String rules, Instant now) {
    return about(
        request,
        DeadLetters.of(
            source,
            RejectionReason.INVALID,
            "The request breaks: " + rules + ". Correct it and send it again.",
            now),
        step.tenant(source));
  }

  /**
   * Told to the tenant of the topic, whatever the record says. Only ids that keep their own rule
   * and are not the subject's id are repeated.
   */
  private static RejectedRequest about(
      DeletionRequest request, RejectedRequest.Builder deadLetter, String tenant) {
    String subject = request.getSubjectId();
    String requestId = request.getRequestId();
    boolean idFit =
        RequestRules.isRequestId(requestId) && !SubjectMention.isSubject(requestId, subject);
    return deadLetter
        .setTenant(SubjectMention.isSubject(tenant, subject) ? null : tenant)
        .setRequestId(idFit ? RequestRules.canonicalRequestId(requestId) : null)
        .build();
  }
}
