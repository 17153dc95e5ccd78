// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.work.RequestOrder;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of one request. It is kept for ever: it is what tells a repeated request.
 *
 * @param request the request
 * @param summary its published summary, null while nothing is published (the named model is not yet
 *     known)
 * @param models its status with each of its models; as many entries as models
 */
public record RequestRecord(
    ValidRequest request, @Nullable NumberedStatus summary, Map<String, NumberedStatus> models) {
  /** Copies the map. */
  public RequestRecord {
    Objects.requireNonNull(request, "request");
    models = Map.copyOf(models);
  }

  static RequestRecord of(ValidRequest request) {
    return new RequestRecord(request, null, Map.of());
  }

  Optional<NumberedStatus> published() {
    return Optional.ofNullable(summary);
  }

  /** The same request with a new status from one model; the summary is not yet drawn. */
  RequestRecord with(String model, NumberedStatus status) {
    Map<String, NumberedStatus> changed = new TreeMap<>(models);
    changed.put(model, status);
    return new RequestRecord(request, summary, changed);
  }

  RequestRecord withSummary(NumberedStatus status) {
    return new RequestRecord(request, status, models);
  }

  /** Status of the least advanced model, with how often the summary has changed. */
  NumberedStatus nextSummary() {
    return models.values().stream()
        .min(Comparator.comparing(each -> each.status().state(), RequestOrder.byProgress()))
        .map(least -> NumberedStatus.after(summary, least.status(), least.times()))
        .orElseGet(
            () -> NumberedStatus.after(summary, RequestStatus.received(), CaseTimes.of(request)));
  }
}
