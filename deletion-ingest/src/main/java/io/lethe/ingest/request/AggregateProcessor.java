// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

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

  /**
   * Wires the step.
   *
   * @param recordsStore store of {@link RequestRecord} by tenant/requestId, shared with admission
   */
  public AggregateProcessor(String recordsStore) {
    this.recordsStore = recordsStore;
  }

  @Override
  public void init(ProcessorContext<String, RequestEffect> context) {
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
  }
}
