package io.lethe.ingest.accumulate;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.schemas.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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

  private final ModelStores ledger;
  private final SubjectDirectory directory;
  private final SetStatusPublisher announcer;
  private final JobIssuer desk;
  private final IngestMetrics metrics;
  private final Set<String> reportedForeign = new HashSet<>();

  SetAssigner(
      ModelStores ledger,
      SubjectDirectory directory,
      SetStatusPublisher announcer,
      JobIssuer desk,
      IngestMetrics metrics) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.announcer = Objects.requireNonNull(announcer, "announcer");
    this.desk = Objects.requireNonNull(desk, "desk");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
  }

  void admit(String model, SetRequest member, Instant now) {
    ModelState state = ledger.model(model);
    if (state.registered().isEmpty()) {
      // The champions' topic was faster than the events': keep it, still RECEIVED.
      ledger.put(state);
      ledger.putMember(model, ModelStores.WAITING, member);
      return;
    }
    place(state, member, now);
  }

  /** Gives waiting requests of a model their place, as soon as there is one. */
  void releaseWaiting(String model, Duration alarmBefore, Instant now) {
    List<SetRequest> waiting = new ArrayList<>();
    ledger.eachMember(
        model,
        ModelStores.WAITING,
        member -> {
          waiting.add(member);
          return waiting.size() < MAX_RELEASED_PER_TICK;
        });
    ModelState state = ledger.model(model);
    long late =
        waiting.stream()
            .filter(member -> !now.isBefore(member.deadline().minus(alarmBefore)))
            .count();
    metrics.waiting(model, waiting.size(), late);
    if (waiting.isEmpty()
        || state.registered().isEmpty()
        || knowledge(state) != SubjectDirectory.Knowledge.COMPLETE) {
      return;
    }
    for (SetRequest member : waiting) {
      ledger.deleteMember(model, ModelStores.WAITING, member);
      place(ledger.model(model), member, now);
    }
  }

  private void place(ModelState state, SetRequest member, Instant now) {
    Optional<SetRow> known =
        ledger
            .subject(state.model(), member.subjectKey())
            .map(subject -> ledger.set(state.model(), subject.set()))
            .filter(set -> !(set.state() instanceof SetState.Refused));
    if (known.isPresent()) {
      join(known.get(), member, now);
      return;
    }
    String dataset = state.view().datasetDigest();
    switch (knowledge(state)) {
      case INCOMPLETE ->
          keepWaiting(
              state.model(), member, "waiting for the registration of the model's dataset", now);
      case FOREIGN_KEY ->
          keepWaiting(
              state.model(), member, "the model's dataset was registered with another key", now);
      case COMPLETE -> {
        List<Integer> ordinals = directory.ordinals(dataset, member.subjectKey());
        if (ordinals.isEmpty()) {
          announcer.tell(state.model(), member, RequestStatus.nothingToErase(), now);
        } else {
          open(state, member, ordinals, now);
        }
      }
    }
  }

  private SubjectDirectory.Knowledge knowledge(ModelState state) {
    String dataset = state.view().datasetDigest();
    SubjectDirectory.Knowledge knowledge = directory.knowledge(dataset);
    if (knowledge == SubjectDirectory.Knowledge.FOREIGN_KEY && reportedForeign.add(dataset)) {
      LOGGER
          .atError()
          .setMessage(
              "Dataset was registered with another subject key: nobody in it can be found."
                  + " Register it again with this service's key file.")
          .addKeyValue("model", state.model())
          .addKeyValue("dataset", dataset)
          .log();
    }
    return knowledge;
  }

  private void keepWaiting(String model, SetRequest member, String reason, Instant now) {
    ledger.putMember(model, ModelStores.WAITING, member);
    RequestStatus standing = new RequestStatus(RequestState.PENDING, null, null, null, null, reason);
    announcer.tell(model, member, standing, now);
  }

  private void join(SetRow set, SetRequest member, Instant now) {
    SetRow joined = set.joinedBy(member);
    ledger.put(joined);
    ledger.putMember(set.model(), set.number(), member);
    announcer.tell(set.model(), member, joined.state().standing(), now);
  }

  private void open(ModelState state, SetRequest member, List<Integer> ordinals, Instant now) {
    String model = state.model();
    ModelState current = state;
    SetRow set;
    if (state.openSet() == 0) {
      current = state.opened();
      ledger.put(current);
      set = SetRow.open(model, current.openSet(), member);
    } else {
      set = ledger.set(model, state.openSet());
    }
    ledger.putSubject(model, member.subjectKey(), new SubjectRow(set.number(), ordinals));
    join(set.plusSubject(ordinals.size()), member, now);
    desk.sealIfDue(current, now);
  }
}
