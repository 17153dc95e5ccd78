// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.DeadLetters;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes a model's status of a request into the request's row, publishes it, and with it the
 * summary: the status of the least advanced model.
 */
public final class AggregateProcessor
    implements Processor<String, StatusChange, String, RequestEffect> {
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
  public void process(Record<String, StatusChange> incoming) {
    StatusChange change = incoming.value();
    RequestRecord row = records.get(change.requestKey());
    if (row == null) {
      throw new IllegalStateException(
          "Request "
              + change.requestKey()
              + " has a new status from model "
              + change.model()
              + " but no row: the state store is not the one that admitted it. Restore it from its"
              + " changelog (delete the local state directory) and start again.");
    }
    RequestRecord changed =
        statuses.publish(row, change.model(), change.status(), change.times(), change.changedAt());
    records.put(change.requestKey(), statuses.publishSummary(changed, change.changedAt()));
    if (change.status().isOverLimit()) {
      refuse(row.request(), change);
    }
  }

  /** A dead letter beside the state: a sender over Kafka looks there for what was refused. */
  private void refuse(ValidRequest request, StatusChange change) {
    String reason = Objects.requireNonNull(change.status().reason(), "reason");
    RejectedRequest deadLetter =
        RejectedRequest.newBuilder(
                DeadLetters.of(request, RejectionReason.OVER_LIMIT, reason, change.changedAt()))
            .setModel(change.model())
            .build();
    Record<String, RequestEffect> refusal =
        new Record<>(
            request.source().key(),
            new RequestEffect.Refuse(deadLetter),
            change.changedAt().toEpochMilli());
    request.trace().putInto(refusal.headers());
    context.forward(refusal);
  }
}
