// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.kit.loop.TopicTail;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.ModelEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Feeds committed events to the read model, and to the meters that are state as well. */
final class MeteredReadModel implements TopicTail.Handler<ModelEvent> {
  private final ReadModel readModel;
  private final RegistryMetrics metrics;
  private final ReportMeters reports;

  MeteredReadModel(ReadModel readModel, RegistryMetrics metrics, ReportMeters reports) {
    this.readModel = readModel;
    this.metrics = metrics;
    this.reports = reports;
  }

  @Override
  public void onRecord(ConsumerRecord<String, ModelEvent> consumed) {
    ModelEvent event = consumed.value();
    readModel.onEvent(event);
    metrics.followed(event);
    reports.followed(event);
  }

  @Override
  public void onIdle() {
    reports.show();
  }
}
