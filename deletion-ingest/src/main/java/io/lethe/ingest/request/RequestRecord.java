// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.ValidAmendment;
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
 * @param amendments what was asked about it since and taken
 * @param asked what was asked about it since, taken or not
 */
public record RequestRecord(
    ValidRequest request,
    @Nullable NumberedStatus summary,
    Map<String, NumberedStatus> models,
    Amendments amendments,
    AskedSince asked) {
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
    return new RequestRecord(request, null, Map.of(), Amendments.none(), AskedSince.none());
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

  /** Something is asked about it, whatever becomes of that. */
  RequestRecord asking(ValidAmendment amendment) {
    AskedSince more = asked.with(amendment, ownDeadline());
    return new RequestRecord(request, summary, models, amendments, more);
  }

  /** The one that every such request has: its own, or that of the first model which came later. */
  private Instant ownDeadline() {
    return models.values().stream()
        .map(NumberedStatus::times)
        .min(Comparator.comparing(CaseTimes::receivedAt))
        .filter(first -> !first.receivedAt().equals(request.receivedAt()))
        .map(CaseTimes::deadline)
        .orElseGet(request::deadline);
  }

  /** With more time, as long as there is no case that has its own. */
  RequestRecord until(Instant deadline) {
    return new RequestRecord(request.until(deadline), summary, models, amendments, asked);
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
    boolean mayBeHeld = asked.holdStands() && !states.stream().allMatch(RequestOrder::isEnd);
    return new AmendmentRules.Circumstances(
        states, holds(), amendments.hold() != null || mayBeHeld, amendments.extended());
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
