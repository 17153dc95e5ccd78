// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.limit.TenantBudget;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.Place;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.SubjectSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts requests into their subject's set. A subject belongs to at most one set of a model: later
 * requests join it wherever it stands, and find themselves done where the set is promoted already.
 */
final class SetAssigner {
  private static final Logger LOGGER = LoggerFactory.getLogger(SetAssigner.class);
  private static final int MAX_RELEASED_PER_TICK = 10_000;

  private final ModelStores stores;
  private final SubjectDirectory directory;
  private final SetStatusPublisher publisher;
  private final SetSealer sealer;
  private final TenantBudget budget;
  private final IngestMetrics metrics;
  private final Set<String> reportedForeign = new HashSet<>();
  private final Map<String, Told> toldReasons = new HashMap<>();

  /**
   * Why those who wait for a model were told to, since this instance looks after it.
   *
   * @param reason in words
   * @param last the last who was told; null once all are
   */
  private record Told(String reason, @Nullable String last) {
    boolean isToAll() {
      return last == null;
    }
  }

  SetAssigner(
      ModelStores stores,
      SubjectDirectory directory,
      SetStatusPublisher publisher,
      SetSealer sealer,
      TenantBudget budget,
      IngestMetrics metrics) {
    this.stores = stores;
    this.directory = directory;
    this.publisher = publisher;
    this.sealer = sealer;
    this.budget = budget;
    this.metrics = metrics;
  }

  void admit(String model, SetRequest request, Instant now) {
    ModelState state = stores.model(model);
    if (state.registered().isEmpty()) {
      // The champions' topic was faster than the events': keep it, still RECEIVED.
      stores.put(state);
      keep(model, request, now);
      return;
    }
    overLimit(state, request, now)
        .ifPresentOrElse(
            reason -> refuse(model, request, reason, now),
            () -> {
              if (request.hold() == null) {
                place(state, request, now);
              } else {
                keep(model, request, now);
              }
            });
  }

  /** Waits, or is held where it came with a hold. */
  private void keep(String model, SetRequest request, Instant now) {
    String hold = request.hold();
    if (hold == null) {
      stores.putRequest(model, ModelStores.WAITING, request);
      return;
    }
    stores.putRequest(model, ModelStores.HELD, request);
    if (request.origin() != SetRequest.Origin.OFFERED) {
      publisher.publish(model, request, RequestStatus.held(hold), now);
    }
  }

  /** A request that was held has its place as one that has waited. */
  void goOn(String model, SetRequest request, Instant now) {
    ModelState state = stores.model(model);
    if (state.registered().isPresent()) {
      place(state, request, now);
    } else if (request.origin() == SetRequest.Origin.OFFERED) {
      stores.putRequest(model, ModelStores.WAITING, request);
    } else {
      keepWaiting(model, request, "waiting for the registration of the model", now);
    }
  }

  /** What a standing order opens was counted when it was asked for. */
  private Optional<String> overLimit(ModelState state, SetRequest request, Instant now) {
    return request.origin() == SetRequest.Origin.ASKED
        ? budget.take(state.model(), request.tenant(), sealer.policy(state).limits(), now)
        : Optional.empty();
  }

  private void refuse(String model, SetRequest request, String reason, Instant now) {
    metrics.rejected(RejectionReason.OVER_LIMIT);
    publisher.publish(model, request, RequestStatus.overLimit(reason), now);
  }

  /** Gives waiting requests of a model their place, as soon as there is one. */
  void releaseWaiting(String model, Duration alarmBefore, Instant now) {
    long count = stores.waiting().count(model);
    metrics.waiting(model, count, stores.waiting().until(model, now.plus(alarmBefore)));
    ModelState state = stores.model(model);
    if (count == 0 || state.registered().isEmpty()) {
      return;
    }
    Optional<String> reason = reasonToWait(state);
    if (reason.isPresent()) {
      tellWaiting(model, reason.get(), now);
      return;
    }
    toldReasons.remove(model);
    for (SetRequest request : waitingAfter(model, "")) {
      stores.deleteRequest(model, ModelStores.WAITING, request);
      place(stores.model(model), request, now);
    }
  }

  /** Why requests of a registered model wait; empty where they need not. */
  private Optional<String> reasonToWait(ModelState state) {
    return switch (knowledge(state)) {
      case INCOMPLETE -> Optional.of("waiting for the registration of the model's dataset");
      case FOREIGN_KEY ->
          Optional.of(
              "the model's dataset was registered "
                  + directory.foreign(state.registration().datasetDigest()));
      case COMPLETE -> Optional.empty();
    };
  }

  /** Everybody who waits is told why, once, and anew when that is another reason. */
  private void tellWaiting(String model, String reason, Instant now) {
    Told before = toldReasons.get(model);
    Told told = before != null && before.reason().equals(reason) ? before : new Told(reason, "");
    if (told.isToAll()) {
      return;
    }
    List<SetRequest> next = waitingAfter(model, Objects.requireNonNull(told.last(), "last"));
    next.forEach(request -> keepWaiting(model, request, reason, now));
    boolean all = next.size() < MAX_RELEASED_PER_TICK;
    toldReasons.put(model, new Told(reason, all ? null : next.get(next.size() - 1).key()));
  }

  private List<SetRequest> waitingAfter(String model, String requestKey) {
    List<SetRequest> waiting = new ArrayList<>();
    stores.eachRequestAfter(
        model,
        ModelStores.WAITING,
        requestKey,
        request -> {
          waiting.add(request);
          return waiting.size() < MAX_RELEASED_PER_TICK;
        });
    return waiting;
  }

  /** What depends on no person is asked first, so that nothing is told of who asked before. */
  private void place(ModelState state, SetRequest request, Instant now) {
    Optional<String> reason = reasonToWait(state);
    if (reason.isPresent()) {
      keepWaiting(state.model(), request, reason.get(), now);
    } else if (!directory.hasKeyOf(request)) {
      refuseOtherKey(state.model(), request, now);
    } else if (!directory.mayErase(state.registration().datasetDigest(), request.tenant())) {
      nothing(state.model(), request, RequestStatus.notOfTenant(), now);
    } else {
      stores
          .subject(state.model(), request.subjectKey())
          .map(subject -> stores.set(state.model(), subject.set()))
          .filter(set -> !(set.state() instanceof SetState.Refused))
          .ifPresentOrElse(
              set -> join(state, set, request, now), () -> placeKnown(state, request, now));
    }
  }

  private void placeKnown(ModelState state, SetRequest request, Instant now) {
    Optional<SubjectSamples> samples =
        directory.samples(state.registration().datasetDigest(), request.subjectKey());
    SetRequest beside = request.at(Place.beside(state.nextOpen()));
    if (samples.isEmpty()) {
      pressOpenSet(state, request, now);
      nothing(state.model(), beside, RequestStatus.nothingToErase(), now);
    } else if (samples.get().getOrdinals().isEmpty()) {
      pressOpenSet(state, request, now);
      int others = samples.get().getOtherSamples();
      told(state.model(), beside, RequestStatus.noTrainSample(others), now);
    } else if (isLeftOut(state, request)) {
      boolean shown = state.registration().trainedWithout().shown();
      told(state.model(), beside, RequestStatus.trainedWithout(shown), now);
    } else {
      open(state, request, samples.get(), now);
    }
  }

  /** Its times count for the set beside which it is: when that is sealed must not tell of it. */
  private void pressOpenSet(ModelState state, SetRequest request, Instant now) {
    if (state.openSet() != 0 && request.origin() == SetRequest.Origin.ASKED) {
      SetRow open = stores.set(state.model(), state.openSet());
      stores.put(sealer.joined(open.pressedBy(request), now));
    }
  }

  /** Who was named under another key is not found, whoever it is: that is no nothing. */
  private void refuseOtherKey(String model, SetRequest request, Instant now) {
    metrics.rejected(RejectionReason.OTHER_SUBJECT_KEY);
    told(model, request, RequestStatus.otherSubjectKey(), now);
  }

  /** A standing order says nothing of a model whose dataset has nothing of the person for it. */
  private void nothing(String model, SetRequest request, RequestStatus status, Instant now) {
    if (request.origin() != SetRequest.Origin.OFFERED) {
      told(model, request, status, now);
    }
  }

  /** Who asks of this very model gets more than its registrar's word: a version that is judged. */
  private boolean isLeftOut(ModelState state, SetRequest request) {
    return request.origin() != SetRequest.Origin.ASKED
        && directory.isLeftOut(
            state.registration().trainedWithout().digest(), request.subjectKey());
  }

  /** Publishes a state; a standing order that was only offered is a case from now on. */
  private SetRequest told(String model, SetRequest request, RequestStatus status, Instant now) {
    if (request.origin() == SetRequest.Origin.OFFERED) {
      metrics.standingCase(model);
    }
    publisher.publish(model, request, status, now);
    return request.told();
  }

  private SubjectDirectory.Knowledge knowledge(ModelState state) {
    String dataset = state.registration().datasetDigest();
    SubjectDirectory.Knowledge knowledge = directory.knowledge(dataset);
    if (knowledge == SubjectDirectory.Knowledge.FOREIGN_KEY && reportedForeign.add(dataset)) {
      LOGGER
          .atError()
          .setMessage(
              "Dataset was registered with another subject key or rule: its subjects cannot be"
                  + " found. Register it again with this service's key file.")
          .addKeyValue(LogKeys.MODEL, state.model())
          .addKeyValue(LogKeys.DATASET, dataset)
          .addKeyValue(LogKeys.REASON, "it was registered " + directory.foreign(dataset))
          .log();
    }
    return knowledge;
  }

  private void keepWaiting(String model, SetRequest request, String reason, Instant now) {
    stores.putRequest(
        model, ModelStores.WAITING, told(model, request, RequestStatus.pending(reason), now));
  }

  private void join(ModelState state, SetRow set, SetRequest request, Instant now) {
    boolean isOpen = set.state() instanceof SetState.Open;
    if (!isOpen) {
      pressOpenSet(state, request, now);
    }
    long open = isOpen ? set.number() : state.nextOpen();
    SetRow joined = sealer.joined(set.joinedBy(request), now);
    stores.put(joined);
    SetRequest placed = request.at(Place.in(set.number(), open));
    stores.join(joined, told(set.model(), placed, joined.state().status(), now));
  }

  private void open(ModelState state, SetRequest request, SubjectSamples samples, Instant now) {
    String model = state.model();
    SetRow set = stores.openSet(state, request.receivedAt(), request.deadline());
    stores.putSubject(
        model,
        request.subjectKey(),
        new SubjectRow(set.number(), samples.getOrdinals(), samples.getTwins(), 0));
    join(stores.model(model), set.plusSubject(samples.getOrdinals().size()), request, now);
    sealer.sealIfDue(stores.model(model), now);
  }
}
