// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.limit.TenantBudget;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.SubjectSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
      stores.putRequest(model, ModelStores.WAITING, request);
      return;
    }
    overLimit(state, request, now)
        .ifPresentOrElse(
            reason -> refuse(model, request, reason, now), () -> place(state, request, now));
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
    List<SetRequest> waiting = new ArrayList<>();
    stores.eachRequest(
        model,
        ModelStores.WAITING,
        request -> {
          waiting.add(request);
          return waiting.size() < MAX_RELEASED_PER_TICK;
        });
    ModelState state = stores.model(model);
    long late =
        waiting.stream()
            .filter(request -> !now.isBefore(request.deadline().minus(alarmBefore)))
            .count();
    metrics.waiting(model, waiting.size(), late);
    if (waiting.isEmpty()
        || state.registered().isEmpty()
        || knowledge(state) != SubjectDirectory.Knowledge.COMPLETE) {
      return;
    }
    for (SetRequest request : waiting) {
      stores.deleteRequest(model, ModelStores.WAITING, request);
      place(stores.model(model), request, now);
    }
  }

  private void place(ModelState state, SetRequest request, Instant now) {
    Optional<SetRow> known =
        stores
            .subject(state.model(), request.subjectKey())
            .map(subject -> stores.set(state.model(), subject.set()))
            .filter(set -> !(set.state() instanceof SetState.Refused));
    if (known.isPresent()) {
      join(known.get(), request, now);
      return;
    }
    String dataset = state.registration().datasetDigest();
    switch (knowledge(state)) {
      case INCOMPLETE ->
          keepWaiting(
              state.model(), request, "waiting for the registration of the model's dataset", now);
      case FOREIGN_KEY ->
          keepWaiting(
              state.model(),
              request,
              "the model's dataset was registered " + directory.foreign(dataset),
              now);
      case COMPLETE -> {
        Optional<SubjectSamples> samples = directory.samples(dataset, request.subjectKey());
        if (samples.filter(found -> !found.getOrdinals().isEmpty()).isEmpty()) {
          nothingTrained(state.model(), request, samples, now);
        } else if (isLeftOut(state, request)) {
          told(state.model(), request, RequestStatus.trainedWithout(), now);
        } else {
          open(state, request, samples.get(), now);
        }
      }
    }
  }

  /** A standing order says nothing of a model that has nothing of the person. */
  private void nothingTrained(
      String model, SetRequest request, Optional<SubjectSamples> samples, Instant now) {
    if (request.origin() != SetRequest.Origin.OFFERED) {
      RequestStatus status =
          samples
              .map(found -> RequestStatus.noTrainSample(found.getOtherSamples()))
              .orElseGet(RequestStatus::nothingToErase);
      told(model, request, status, now);
    }
  }

  /** Who asks of this very model gets more than its registrar's word: a version that is judged. */
  private boolean isLeftOut(ModelState state, SetRequest request) {
    return request.origin() != SetRequest.Origin.ASKED
        && directory.isLeftOut(state.registration().trainedWithout(), request.subjectKey());
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

  private void join(SetRow set, SetRequest request, Instant now) {
    SetRow joined = sealer.joined(set.joinedBy(request), now);
    stores.put(joined);
    stores.putRequest(
        set.model(), set.number(), told(set.model(), request, joined.state().status(), now));
  }

  private void open(ModelState state, SetRequest request, SubjectSamples samples, Instant now) {
    String model = state.model();
    SetRow set = stores.openSet(state, request.receivedAt(), request.deadline());
    stores.putSubject(
        model,
        request.subjectKey(),
        new SubjectRow(set.number(), samples.getOrdinals(), samples.getTwins()));
    join(set.plusSubject(samples.getOrdinals().size()), request, now);
    sealer.sealIfDue(stores.model(model), now);
  }
}
