// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Stateless first step of amendments, as {@link IntakeProcessor} is of requests: bytes in, a {@link
 * ValidAmendment} or a dead letter out. It trusts neither key nor partition.
 */
public final class AmendmentProcessor implements Processor<byte[], byte[], String, IntakeResult> {
  private final Deserializer<DeletionAmendment> deserializer;
  private final IngestMetrics metrics;
  private ProcessorContext<String, IntakeResult> context;
  private IntakeStep<DeletionAmendment> step;

  /**
   * Wires the step.
   *
   * @param deserializer reads an amendment's bytes
   * @param metrics counts
   */
  public AmendmentProcessor(Deserializer<DeletionAmendment> deserializer, IngestMetrics metrics) {
    this.deserializer = deserializer;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, IntakeResult> processorContext) {
    context = processorContext;
    step = new IntakeStep<>(Topics.DELETION_AMENDMENTS, deserializer, processorContext, metrics);
  }

  @Override
  public void process(Record<byte[], byte[]> incoming) {
    Instant now = step.now();
    SourceRecord source = step.source(incoming.value());
    step.read(source, incoming.value(), now)
        .ifPresent(
            amendment -> {
              if (!amendment.getTenant().equals(step.tenant(source))) {
                step.refuse(otherTenant(amendment, source, now), source);
                return;
              }
              Instant received = step.received(incoming.timestamp(), now);
              List<String> broken = AmendmentRules.broken(amendment, received);
              if (broken.isEmpty()) {
                accept(amendment, source, received, now);
              } else {
                step.refuse(invalid(amendment, source, String.join("; ", broken), now), source);
              }
            });
  }

  private void accept(
      DeletionAmendment amendment, SourceRecord source, Instant received, Instant now) {
    ValidAmendment valid =
        new ValidAmendment(
            RequestRules.canonicalRequestId(amendment.getAmendmentId()),
            amendment.getTenant(),
            RequestRules.canonicalRequestId(amendment.getRequestId()),
            amendment.getKind(),
            amendment.getDeadline(),
            amendment.getReason(),
            amendment.getDecidedBy(),
            received,
            AmendmentRules.contentDigest(
                amendment.getKind(),
                Optional.ofNullable(amendment.getDeadline()),
                amendment.getReason(),
                amendment.getDecidedBy()),
            source);
    context.forward(
        new Record<>(valid.requestKey(), new IntakeResult.Amended(valid), now.toEpochMilli()));
  }

  private RejectedRequest otherTenant(
      DeletionAmendment amendment, SourceRecord source, Instant now) {
    return about(
        amendment,
        DeadLetters.of(source, RejectionReason.OTHER_TENANT, step.otherTenant(source), now),
        step.tenant(source));
  }

  private RejectedRequest invalid(
      DeletionAmendment amendment, SourceRecord source, String rules, Instant now) {
    return about(
        amendment,
        DeadLetters.of(
            source,
            RejectionReason.INVALID,
            "The amendment breaks: " + rules + ". Correct it and send it again.",
            now),
        step.tenant(source));
  }

  /**
   * Told to the tenant of the topic, whatever the record says. Only ids that keep their own rule
   * are repeated.
   */
  private static RejectedRequest about(
      DeletionAmendment amendment, RejectedRequest.Builder deadLetter, String tenant) {
    String requestId = amendment.getRequestId();
    boolean named = RequestRules.isRequestId(requestId);
    return deadLetter
        .setTenant(named ? tenant : null)
        .setRequestId(named ? RequestRules.canonicalRequestId(requestId) : null)
        .build();
  }
}
