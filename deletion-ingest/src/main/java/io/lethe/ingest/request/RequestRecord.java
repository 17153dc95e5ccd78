// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.work.RequestOrder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
 * @param amendments what was asked about it since
 * @param asked what of it was asked for, taken or not
 */
public record RequestRecord(
    ValidRequest request,
    @Nullable NumberedStatus summary,
    Map<String, NumberedStatus> models,
    Amendments amendments,
    AskedFor asked) {
  private static final Comparator<NumberedStatus> LEAST_ADVANCED =
      Comparator.<NumberedStatus, RequestState>comparing(
              each -> each.status().state(), RequestOrder.byProgress())
          .thenComparing(each -> each.times().deadline());

  /** Copies the map. */
  public RequestRecord {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(amendments, "amendments");
    Objects.requireNonNull(asked, "asked");
    models = Map.copyOf(models);
  }

  static RequestRecord of(ValidRequest request) {
    return new RequestRecord(request, null, Map.of(), Amendments.none(), AskedFor.nothing());
  }

  Optional<NumberedStatus> published() {
    return Optional.ofNullable(summary);
  }

  /** The same request with a new status from one model; the summary is not yet drawn. */
  RequestRecord with(String model, NumberedStatus status) {
    Map<String, NumberedStatus> changed = new TreeMap<>(models);
    changed.put(model, status);
    return new RequestRecord(request, summary, changed, amendments, asked);
  }

  RequestRecord withSummary(NumberedStatus status) {
    return new RequestRecord(request, status, models, amendments, asked);
  }

  RequestRecord with(Amendments changed) {
    return new RequestRecord(request, summary, models, changed, asked);
  }

  RequestRecord with(AskedFor changed) {
    return new RequestRecord(request, summary, models, amendments, changed);
  }

  /** With more time, as long as there is no case that has its own. */
  RequestRecord until(Instant deadline) {
    return new RequestRecord(request.until(deadline), summary, models, amendments, asked);
  }

  /**
   * The deadline that who sent it is shown, as long as nothing was extended: its own, or that of
   * the first case of all where no model was there when it came. Everybody has that case, known or
   * not.
   */
  Instant shownDeadline() {
    boolean asked =
        models.isEmpty()
            || models.values().stream()
                .anyMatch(each -> each.times().receivedAt().equals(request.receivedAt()));
    return asked
        ? request.deadline()
        : new TreeMap<>(models)
            .values().stream()
                .map(NumberedStatus::times)
                .min(Comparator.comparing(CaseTimes::receivedAt))
                .orElseThrow()
                .deadline();
  }

  /** Whether it is a standing order, and has not ended. */
  boolean holds() {
    return request.namedModel().isEmpty()
        && amendments.withdrawal() == null
        && amendments.orderEnd() == null;
  }

  /** What is known of it when it is to be amended. */
  AmendmentRules.Circumstances circumstances() {
    List<RequestState> states =
        models.isEmpty()
            ? List.of(nextSummary().status().state())
            : models.values().stream().map(each -> each.status().state()).toList();
    return new AmendmentRules.Circumstances(
        states, holds(), amendments.hold() != null, amendments.extended());
  }

  /**
   * Status of the least advanced model, with how often the summary has changed. Of models that are
   * equally far it is the one that must be done first, and then the first by name.
   */
  NumberedStatus nextSummary() {
    return new TreeMap<>(models)
        .values().stream()
            .min(LEAST_ADVANCED)
            .map(least -> NumberedStatus.after(summary, least.status(), least.times()))
            .orElseGet(() -> NumberedStatus.after(summary, withoutModel(), CaseTimes.of(request)));
  }

  private RequestStatus withoutModel() {
    if (amendments.withdrawal() != null) {
      return RequestStatus.withdrawn(amendments.withdrawal());
    }
    return amendments.hold() == null
        ? RequestStatus.received()
        : RequestStatus.received(amendments.hold());
  }
}
