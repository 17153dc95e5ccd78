// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.DeadLetters;
import io.lethe.ingest.intake.SourceRecord;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes a model's status of a request, or its answer to an amendment, into the request's row,
 * publishes it, and with it the summary: the status of the least advanced model.
 */
public final class AggregateProcessor implements Processor<String, OfCase, String, RequestEffect> {
  private final String recordsStore;
  private KeyValueStore<String, RequestRecord> records;
  private StatusPublisher statuses;
  private ProcessorContext<String, RequestEffect> context;

  /**
   * Wires the step.
   *
   * @param recordsStore store of {@link RequestRecord} by tenant/requestId, shared with admission
   */
  public AggregateProcessor(String recordsStore) {
    this.recordsStore = recordsStore;
  }

  @Override
  public void init(ProcessorContext<String, RequestEffect> processorContext) {
    context = processorContext;
    records = context.getStateStore(recordsStore);
    statuses = new StatusPublisher(context);
  }

  @Override
  public void process(Record<String, OfCase> incoming) {
    if (incoming.value() instanceof OfCase.Changed changed) {
      change(changed.change());
    } else if (incoming.value() instanceof OfCase.Answered answered) {
      answer(answered.answer());
    }
  }

  private void change(StatusChange change) {
    RequestRecord row = row(change.requestKey(), change.model());
    RequestRecord changed =
        statuses.publish(row, change.model(), change.status(), change.times(), change.changedAt());
    records.put(change.requestKey(), statuses.publishSummary(changed, change.changedAt()));
    change.status().refusal().ifPresent(rule -> refuse(row.request(), change, rule));
  }

  private RequestRecord row(String requestKey, String model) {
    RequestRecord row = records.get(requestKey);
    if (row == null) {
      throw new IllegalStateException(
          "Request "
              + requestKey
              + " has a new status from model "
              + model
              + " but no row: the state store is not the one that admitted it. Restore it from its"
              + " changelog (delete the local state directory) and start again.");
    }
    return row;
  }

  private void answer(AmendmentAnswer answer) {
    RequestRecord row = row(answer.requestKey(), answer.model());
    Amendment answered = row.amendments().find(answer.amendmentId()).orElseThrow().answered(answer);
    RequestRecord changed = row.with(row.amendments().answered(answered));
    NumberedStatus known = row.models().get(answer.model());
    if (answer.times() != null && known != null) {
      changed =
          statuses.publish(
              changed, answer.model(), known.status(), answer.times(), answer.answeredAt());
    }
    records.put(answer.requestKey(), statuses.publishAmended(changed, answer.answeredAt()));
    if (answer.rule() != null) {
      RejectedRequest deadLetter =
          DeadLetters.of(
              answered.amendment(),
              RejectionReason.NOT_AMENDABLE,
              answer.rule() + ".",
              answer.answeredAt());
      refuse(
          row.request(),
          answered.amendment().source(),
          RejectedRequest.newBuilder(deadLetter).setModel(answer.model()).build());
    }
  }

  /** A dead letter beside the state: a sender over Kafka looks there for what was refused. */
  private void refuse(ValidRequest request, StatusChange change, RejectionReason rule) {
    String reason = Objects.requireNonNull(change.status().reason(), "reason");
    refuse(
        request,
        request.source(),
        RejectedRequest.newBuilder(DeadLetters.of(request, rule, reason, change.changedAt()))
            .setModel(change.model())
            .build());
  }

  private void refuse(ValidRequest request, SourceRecord source, RejectedRequest deadLetter) {
    Record<String, RequestEffect> refusal =
        new Record<>(
            source.key(),
            new RequestEffect.Refuse(deadLetter),
            deadLetter.getRejectedAt().toEpochMilli());
    request.trace().putInto(refusal.headers());
    context.forward(refusal);
  }
}
