// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.AmendmentAnswer;
import io.lethe.ingest.request.CaseTimes;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetAmendment;
import io.lethe.ingest.request.SetRequest;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.work.RequestOrder;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Amends a request in one model's sets, which alone know whether its set is sealed: it is withdrawn
 * or held until then, and extended until it has ended. What came too late for a set is kept, and
 * counts should the set be dissolved: nobody is forgotten after all who had taken it back.
 *
 * <p>Why: docs/decisions/0043-a-request-can-be-amended-until-its-set-is-sealed.md.
 */
final class SetAmender {
  private final ModelStores stores;
  private final SetAssigner assigner;
  private final SetStatusPublisher publisher;
  private final IngestMetrics metrics;

  SetAmender(
      ModelStores stores,
      SetAssigner assigner,
      SetStatusPublisher publisher,
      IngestMetrics metrics) {
    this.stores = stores;
    this.assigner = assigner;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /** Where a request stands: in a set, or in none while it waits or is held. */
  private record Place(String model, long number, SetRequest request, Optional<SetRow> set) {

    boolean isSealed() {
      return set.filter(row -> !(row.state() instanceof SetState.Open)).isPresent();
    }

    boolean isEnded() {
      return set.filter(row -> RequestOrder.isEnd(row.state().status().state())).isPresent();
    }

    boolean isHeld() {
      return number == ModelStores.HELD;
    }

    /** Nobody was told of an offer, so nobody is told what becomes of it. */
    boolean isMute() {
      return request.origin() == SetRequest.Origin.OFFERED;
    }
  }

  void amend(String model, SetAmendment amendment, Instant now) {
    Optional<Place> found = find(model, amendment);
    if (found.isEmpty() || found.get().isEnded()) {
      if (amendment.hasCase()) {
        answer(model, amendment, "the request has ended with this model", null, now);
      }
    } else if (amendment.kind() == AmendmentKind.EXTEND) {
      extend(found.get(), amendment, now);
    } else if (amendment.kind() == AmendmentKind.RELEASE_HOLD) {
      release(found.get(), amendment, now);
    } else if (found.get().isSealed()) {
      comesTooLate(found.get(), amendment, now);
    } else if (amendment.kind() == AmendmentKind.HOLD && found.get().isHeld()) {
      answerCase(found.get(), amendment, now);
    } else {
      takeOut(found.get(), amendment, now);
    }
  }

  private void comesTooLate(Place place, SetAmendment amendment, Instant now) {
    stores.putRequest(place.model(), place.number(), place.request().asking(amendment));
    answer(place.model(), amendment, sealed(place, amendment.kind()), null, now);
  }

  private static String sealed(Place place, AmendmentKind kind) {
    RequestState state = place.set().orElseThrow().state().status().state();
    return "a request can be %s until its set is sealed, and this one %s; it counts should the set be dissolved"
        .formatted(
            kind == AmendmentKind.HOLD ? "held" : "withdrawn",
            state == RequestState.PENDING ? "is being sealed" : "is " + state);
  }

  private Optional<Place> find(String model, SetAmendment amendment) {
    return in(model, ModelStores.WAITING, amendment)
        .or(() -> in(model, ModelStores.HELD, amendment))
        .or(
            () ->
                stores
                    .subject(model, amendment.subjectKey())
                    .flatMap(subject -> in(model, subject.set(), amendment)));
  }

  private Optional<Place> in(String model, long number, SetAmendment amendment) {
    return stores
        .findRequest(model, number, amendment.requestKey())
        .map(request -> new Place(model, number, request, stores.findSet(model, number)));
  }

  /** It leaves its set, or its waiting, and ends or is held. */
  private void takeOut(Place place, SetAmendment amendment, Instant now) {
    boolean held = amendment.kind() == AmendmentKind.HOLD;
    remove(place);
    SetRequest request = place.request();
    if (held) {
      stores.putRequest(place.model(), ModelStores.HELD, request.held(amendment.words()));
    }
    if (!place.isMute()) {
      RequestStatus status =
          held ? RequestStatus.held(amendment.words()) : RequestStatus.withdrawn(amendment.words());
      publisher.publish(place.model(), request, status, now);
    }
    answerCase(place, amendment, now);
  }

  private void answerCase(Place place, SetAmendment amendment, Instant now) {
    if (!place.isMute()) {
      answer(place.model(), amendment, null, null, now);
    }
  }

  private void remove(Place place) {
    if (place.set().isPresent()) {
      stores.leave(place.set().get(), place.request());
    } else {
      stores.deleteRequest(place.model(), place.number(), place.request());
    }
  }

  private void release(Place place, SetAmendment amendment, Instant now) {
    SetRequest released = place.request().released();
    if (place.isHeld()) {
      remove(place);
      assigner.goOn(place.model(), released, now);
    } else if (!released.equals(place.request())) {
      stores.putRequest(place.model(), place.number(), released);
    }
    answerCase(place, amendment, now);
  }

  private void extend(Place place, SetAmendment amendment, Instant now) {
    Instant deadline = Objects.requireNonNull(amendment.deadline(), "deadline");
    SetRequest extended = place.request().until(deadline);
    stores.putRequest(place.model(), place.number(), extended);
    place.set().ifPresent(set -> stores.put(stores.extended(set, place.request())));
    answer(place.model(), amendment, null, extended.times(), now);
  }

  private void answer(
      String model,
      SetAmendment amendment,
      @Nullable String rule,
      @Nullable CaseTimes times,
      Instant now) {
    if (rule != null) {
      metrics.rejected(RejectionReason.NOT_AMENDABLE);
    }
    publisher.answer(
        new AmendmentAnswer(
            model, amendment.requestKey(), amendment.amendmentId(), rule, times, now));
  }
}
