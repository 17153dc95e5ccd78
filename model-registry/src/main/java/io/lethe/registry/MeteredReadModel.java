package io.lethe.registry;

import io.lethe.registry.view.EventHandler;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.ModelEvent;
import java.util.Objects;

/** Feeds committed events to the read model, and to the meters that are state as well. */
final class MeteredReadModel implements EventHandler {
  private final ReadModel readModel;
  private final RegistryMetrics metrics;
  private final ReportMeters reports;

  MeteredReadModel(ReadModel readModel, RegistryMetrics metrics, ReportMeters reports) {
    this.readModel = Objects.requireNonNull(readModel, "readModel");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.reports = Objects.requireNonNull(reports, "reports");
  }

  @Override
  public void onEvent(ModelEvent event) {
    readModel.onEvent(event);
    metrics.followed(event);
    reports.followed(event);
  }

  @Override
  public void onIdle() {
    reports.show();
  }
}
