// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last report that counted said of each model: every criterion's value beside its limit,
 * and the values behind them. Taken from model.events, so that a restart shows the same. One thread
 * calls; a report is opened only when no event is waiting, so that a long history costs nothing.
 */
final class ReportMeters {
  static final MeterSpec CRITERION_VALUE =
      new MeterSpec(
          "lethe.registry.report.criterion.value",
          "",
          "The last report's value of a gate criterion; NaN where it could not be measured");
  static final MeterSpec CRITERION_LIMIT =
      new MeterSpec(
          "lethe.registry.report.criterion.limit",
          "",
          "The limit that the last report held the criterion's value against");
  static final MeterSpec MEASURED =
      new MeterSpec(
          "lethe.registry.report.measured.value",
          "",
          "What the last report measured of the candidate: fractions, and nats for js");
  static final MeterSpec REPORT_TIME =
      new MeterSpec(
          "lethe.registry.report.timestamp", "seconds", "When the last report was signed");

  private static final Logger LOGGER = LoggerFactory.getLogger(ReportMeters.class);

  /** Measured values that are worth a series; the report has more. */
  private static final Set<String> SHOWN =
      Set.of(
          "test_accuracy",
          "retain_accuracy",
          "forget_accuracy",
          "unseen_accuracy",
          "mia_tnr",
          "mia_tnr_unseen",
          "mia_tnr_with_loss",
          "mia_tnr_with_loss_unseen",
          "js");

  private static final String MODEL = "model";
  private static final String CRITERION = "criterion";
  private static final String METRIC = "metric";

  private final MeterRegistry registry;
  private final TrustedKeys trustedKeys;
  private final Map<String, ModelEvent> unopened = new HashMap<>();
  private final Map<Series, Double> values = new ConcurrentHashMap<>();

  /** One line of a meter. */
  private record Series(String meter, String model, String name) {}

  ReportMeters(MeterRegistry registry, TrustedKeys trustedKeys) {
    this.registry = registry;
    this.trustedKeys = trustedKeys;
  }

  /** Takes note of a committed event. */
  void followed(ModelEvent event) {
    if (event.getType() == ModelEventType.REGISTERED
        || event.getType() == ModelEventType.PROMOTED
        || event.getType() == ModelEventType.REJECTED
        || event.getType() == ModelEventType.INCONCLUSIVE) {
      unopened.put(event.getModel(), event);
    }
  }

  /** Shows the newest reports. */
  void show() {
    unopened.values().forEach(this::show);
    unopened.clear();
  }

  private void show(ModelEvent event) {
    String model = event.getModel();
    // A criterion that this report lacks must not show another report's value.
    values.replaceAll((series, value) -> series.model.equals(model) ? Double.NaN : value);
    event.getMetrics().entrySet().stream()
        .filter(metric -> SHOWN.contains(metric.getKey()))
        .forEach(metric -> set(MEASURED, model, METRIC, metric.getKey(), metric.getValue()));
    try {
      VerificationReport report = ReportStatement.fromEnvelope(event.getReport(), trustedKeys);
      for (Criterion criterion : report.getCriteria()) {
        set(CRITERION_VALUE, model, CRITERION, criterion.getName(), criterion.getValue());
        set(CRITERION_LIMIT, model, CRITERION, criterion.getName(), nearerLimit(criterion));
      }
      set(REPORT_TIME, model, report.getVerifiedAt().toEpochMilli() / 1000.0);
    } catch (SignatureInvalidException e) {
      LOGGER
          .atWarn()
          .setMessage("The last report's values are not shown: no trusted key signed it")
          .addKeyValue(LogKeys.MODEL, model)
          .addKeyValue(LogKeys.VERSION, event.getVersion())
          .setCause(e)
          .log();
    }
  }

  /** Of two limits the one on the value's side, so that value over limit says how much is used. */
  private static @Nullable Double nearerLimit(Criterion criterion) {
    Double lower = criterion.getLowerLimit();
    Double upper = criterion.getUpperLimit();
    if (lower == null || upper == null) {
      return lower == null ? upper : lower;
    }
    return criterion.getValue() != null && criterion.getValue() < (lower + upper) / 2
        ? lower
        : upper;
  }

  private void set(
      MeterSpec meter, String model, String key, String name, @Nullable Double valueOrNull) {
    Series series = new Series(meter.name(), model, name);
    if (values.put(series, valueOrNull == null ? Double.NaN : valueOrNull) == null) {
      meter.gauge(registry, () -> values.get(series), MODEL, model, key, name);
    }
  }

  private void set(MeterSpec meter, String model, double value) {
    Series series = new Series(meter.name(), model, "");
    if (values.put(series, value) == null) {
      meter.gauge(registry, () -> values.get(series), MODEL, model);
    }
  }
}
