// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.TwinRule;
import io.lethe.ingest.metrics.WaitingTimes;
import io.lethe.ingest.request.SetRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of this task's models. Row by row: no value grows with a set. Keys begin with the model,
 * and names of models hold no slash, so one model's rows are one range.
 */
final class ModelStores {
  /** Set number of requests that wait for the registration of their model or its dataset. */
  static final long WAITING = 0;

  /** Set number of requests that are held. */
  static final long HELD = -1;

  private final KeyValueStore<String, ModelState> models;
  private final KeyValueStore<String, SetRow> sets;
  private final KeyValueStore<String, SetRequest> requests;
  private final KeyValueStore<String, SubjectRow> subjects;
  private final StringSerializer keys = new StringSerializer();
  private final WaitingTimes waiting;

  ModelStores(ProcessorContext<?, ?> context, StoreNames names) {
    models = context.getStateStore(names.models());
    sets = context.getStateStore(names.sets());
    requests = context.getStateStore(names.setRequests());
    subjects = context.getStateStore(names.subjects());
    waiting =
        new WaitingTimes(
            (model, action) ->
                eachRequest(
                    model,
                    WAITING,
                    request -> {
                      action.accept(request.deadline());
                      return true;
                    }));
  }

  ModelState model(String model) {
    ModelState state = models.get(model);
    return state == null ? ModelState.unregistered(model) : state;
  }

  void put(ModelState state) {
    models.put(state.model(), state);
  }

  void eachModel(Consumer<ModelState> action) {
    try (KeyValueIterator<String, ModelState> all = models.all()) {
      all.forEachRemaining(entry -> action.accept(entry.value));
    }
  }

  SetRow set(String model, long number) {
    SetRow row = sets.get(setKey(model, number));
    if (row == null) {
      throw new IllegalStateException(
          "Model " + model + " names its set " + number + ", but the store has no such row");
    }
    return row;
  }

  /** The set that takes subjects in; where there is none, one with these times is opened. */
  SetRow openSet(ModelState state, Instant oldest, Instant deadline) {
    if (state.openSet() != 0) {
      return set(state.model(), state.openSet());
    }
    ModelState opened = state.opened();
    put(opened);
    return SetRow.open(state.model(), opened.openSet(), oldest, deadline);
  }

  /** Moves a request and its subject from one set to another. */
  void move(SetRequest request, SetRow from, SetRow to) {
    deleteRequest(from.model(), from.number(), request);
    putRequest(to.model(), to.number(), request);
    subject(to.model(), request.subjectKey())
        .ifPresent(row -> putSubject(to.model(), request.subjectKey(), row.in(to.number())));
  }

  Optional<SetRow> findSet(String model, long number) {
    return Optional.ofNullable(sets.get(setKey(model, number)));
  }

  void put(SetRow row) {
    sets.put(setKey(row.model(), row.number()), row);
  }

  /** How many wait, and until when. */
  WaitingTimes waiting() {
    return waiting;
  }

  void putRequest(String model, long set, SetRequest request) {
    if (set == WAITING) {
      findRequest(model, set, request.key())
          .ifPresent(known -> waiting.remove(model, known.deadline()));
      waiting.add(model, request.deadline());
    }
    requests.put(requestKey(model, set, request), request);
  }

  void deleteRequest(String model, long set, SetRequest request) {
    if (set == WAITING) {
      findRequest(model, set, request.key())
          .ifPresent(known -> waiting.remove(model, known.deadline()));
    }
    requests.delete(requestKey(model, set, request));
  }

  Optional<SetRequest> findRequest(String model, long set, String requestKey) {
    return Optional.ofNullable(requests.get(setKey(model, set) + "/" + requestKey));
  }

  /** A request is in a set from now on: its subject counts it, once. */
  void join(SetRow set, SetRequest request) {
    boolean isNew = findRequest(set.model(), set.number(), request.key()).isEmpty();
    putRequest(set.model(), set.number(), request);
    if (isNew) {
      SubjectRow subject = subject(set.model(), request.subjectKey()).orElseThrow();
      putSubject(set.model(), request.subjectKey(), subject.plusRequests(1));
    }
  }

  /**
   * A request is in an open set no longer, and its subject neither where no other request of the
   * set is the subject's. A set that holds nobody is gone.
   */
  void leave(SetRow set, SetRequest request) {
    deleteRequest(set.model(), set.number(), request);
    String subjectKey = request.subjectKey();
    SubjectRow left = subject(set.model(), subjectKey).orElseThrow().plusRequests(-1);
    SetRow rest = set;
    if (left.requests() > 0) {
      putSubject(set.model(), subjectKey, left);
    } else {
      subjects.delete(set.model() + "/" + subjectKey);
      rest = set.minusSubject(left.ordinals().size());
    }
    if (rest.subjects() == 0) {
      sets.delete(setKey(set.model(), set.number()));
      put(model(set.model()).withoutOpen());
    } else {
      put(retimed(stillPressed(rest, request), request));
    }
  }

  /** As by who was beside the set, so that its sealing does not tell whether he was in it. */
  private static SetRow stillPressed(SetRow set, SetRequest left) {
    return left.origin() == SetRequest.Origin.ASKED ? set.pressedBy(left) : set;
  }

  /**
   * A set of which a request has more time. It is sealed as if it had not: when that is must not
   * tell whom it holds.
   */
  SetRow extended(SetRow set, SetRequest before) {
    boolean isOpen = set.state() instanceof SetState.Open;
    return retimed(isOpen ? stillPressed(set, before) : set, before);
  }

  /** A set whose times may be those of a request that is not in it so any more. */
  private SetRow retimed(SetRow set, SetRequest before) {
    if (set.oldest().isBefore(before.receivedAt()) && set.deadline().isBefore(before.deadline())) {
      return set;
    }
    SortedSet<Instant> received = new TreeSet<>();
    SortedSet<Instant> deadlines = new TreeSet<>();
    eachRequest(
        set.model(),
        set.number(),
        request -> {
          received.add(request.receivedAt());
          deadlines.add(request.deadline());
          return true;
        });
    return set.withTimes(received.first(), deadlines.first());
  }

  /** Visits the requests of a set that follow one of them; the visitor says whether to go on. */
  void eachRequestAfter(String model, long set, String requestKey, RequestVisitor visitor) {
    String prefix = setKey(model, set);
    // '0' follows '/' in the order of characters.
    try (KeyValueIterator<String, SetRequest> range =
        requests.range(prefix + "/" + requestKey, prefix + "0")) {
      boolean goOn = true;
      while (goOn && range.hasNext()) {
        SetRequest next = range.next().value;
        goOn = next.key().equals(requestKey) || visitor.visit(next);
      }
    }
  }

  /** Visits the requests of a set; the visitor says whether to go on. */
  void eachRequest(String model, long set, RequestVisitor visitor) {
    String prefix = setKey(model, set) + "/";
    try (KeyValueIterator<String, SetRequest> range = requests.prefixScan(prefix, keys)) {
      boolean goOn = true;
      while (goOn && range.hasNext()) {
        goOn = visitor.visit(range.next().value);
      }
    }
  }

  /**
   * Whom a set holds.
   *
   * @throws IllegalStateException where its requests name others than it counts
   */
  SortedSet<String> subjectKeys(SetRow set) {
    SortedSet<String> subjectKeys = new TreeSet<>();
    eachRequest(
        set.model(),
        set.number(),
        request -> {
          subjectKeys.add(request.subjectKey());
          return true;
        });
    if (subjectKeys.size() != set.subjects()) {
      throw new IllegalStateException(
          "Set "
              + set.number()
              + " of model "
              + set.model()
              + " counts "
              + set.subjects()
              + " subjects but its requests name "
              + subjectKeys.size());
    }
    return subjectKeys;
  }

  /**
   * What the model's next set is united with: the champion's forgotten set and the parked ones that
   * are not held, and what the policy says of twins.
   */
  ExclusionBase exclusionBase(ModelState state, ModelPolicy policy) {
    List<String> digests =
        state.parked().stream()
            .map(number -> set(state.model(), number).state())
            .filter(parked -> !(parked instanceof SetState.Parked held && held.held()))
            .map(parked -> parked.digest().orElseThrow())
            .toList();
    return new ExclusionBase(
        state.registration().champion().forgottenDigest(),
        digests,
        policy.gate().twins() == TwinRule.KEEP);
  }

  Optional<SubjectRow> subject(String model, String subjectKey) {
    return Optional.ofNullable(subjects.get(model + "/" + subjectKey));
  }

  void putSubject(String model, String subjectKey, SubjectRow row) {
    subjects.put(model + "/" + subjectKey, row);
  }

  private static String requestKey(String model, long set, SetRequest request) {
    return setKey(model, set) + "/" + request.key();
  }

  /** Padded, so that the order of keys is the order of sets. */
  private static String setKey(String model, long set) {
    return String.format(Locale.ROOT, "%s/%012d", model, set);
  }

  /** Sees requests one by one. */
  @FunctionalInterface
  interface RequestVisitor {
    /**
     * Looks at a request.
     *
     * @param request the request
     * @return whether to go on
     */
    boolean visit(SetRequest request);
  }
}
