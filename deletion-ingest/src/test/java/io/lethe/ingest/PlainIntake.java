// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.work.RequestOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the intake should do, without streams, stores, partitions and messages on their way: lists
 * of sets, and requests that stand in them. It knows one dataset, whose people have two samples
 * each, and the policy of {@link Pipeline#policy}.
 */
final class PlainIntake {
  /** The one that the dataset's registration names. */
  static final String TENANT = "default";

  private static final int SAMPLES_EACH = 2;
  private static final int FULL = 10;
  private static final Duration AGE = Duration.ofMinutes(1);
  private static final int MOST_AMENDMENTS = 9;

  private final Set<String> known;
  final Map<String, Asked> requests = new TreeMap<>();
  final Map<String, Sets> models = new TreeMap<>();

  PlainIntake(Set<String> known) {
    this.known = known;
  }

  /** A request. */
  static final class Asked {
    final String key;
    final String subject;
    final String model;
    final boolean known;
    final boolean mayErase;
    final Map<String, Case> cases = new TreeMap<>();
    Instant received;
    Instant deadline;
    boolean waiting = true;
    boolean held;
    boolean heldTooLate;
    boolean withdrawalAsked;
    boolean extended;
    boolean withdrawn;
    int amendments;

    Asked(String key, String subject, String model, Set<String> known, Instant received) {
      this.key = key;
      this.subject = subject;
      this.model = model;
      mayErase = key.startsWith(TENANT + "/");
      this.known = mayErase && known.contains(subject);
      this.received = received;
      deadline = plusMonths(received, 1);
    }

    boolean stands() {
      return model == null && !withdrawn;
    }
  }

  /** A request with one model. */
  static final class Case {
    final Asked asked;
    final Instant received;
    final boolean presses;
    Instant deadline;
    boolean told;
    RequestState state;
    Group group;

    Case(Asked asked, Instant received, Instant deadline, boolean told, boolean presses) {
      this.asked = asked;
      this.received = received;
      this.deadline = deadline;
      this.told = told;
      this.presses = presses;
    }
  }

  /** A forget set. */
  static final class Group {
    final List<Case> cases = new ArrayList<>();
    final List<Case> beside = new ArrayList<>();
    RequestState state = RequestState.PENDING;

    boolean isOpen() {
      return state == RequestState.PENDING;
    }

    int samples() {
      return SAMPLES_EACH * subjects().size();
    }

    Set<String> subjects() {
      return cases.stream().map(each -> each.asked.subject).collect(Collectors.toSet());
    }

    void become(RequestState next) {
      state = next;
      cases.forEach(each -> each.state = next);
    }
  }

  /** A model's sets, in the order in which they were opened. */
  static final class Sets {
    final List<Group> all = new ArrayList<>();
    final List<Group> queue = new ArrayList<>();
    Group active;
  }

  static Instant plusMonths(Instant time, int months) {
    return time.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
  }

  void register(String model) {
    models.put(model, new Sets());
  }

  void request(String key, String subject, String model, Instant now) {
    Asked asked = new Asked(key, subject, model, known, now);
    requests.put(key, asked);
    if (!models.isEmpty()) {
      asked.waiting = false;
      for (String each : model == null ? List.copyOf(models.keySet()) : List.of(model)) {
        open(asked, each, new Case(asked, now, asked.deadline, true, true), now);
      }
    }
  }

  /** Whether somebody still waits for a first model, and others have waited in vain. */
  boolean hasWaitingBesideOrders() {
    return requests.values().stream()
            .filter(Asked::stands)
            .map(asked -> asked.waiting)
            .distinct()
            .count()
        == 2;
  }

  /** The clock is looked at. */
  void tick(Instant now) {
    for (Asked asked : requests.values()) {
      boolean waited = asked.waiting;
      asked.waiting = false;
      for (String model : models.keySet()) {
        if (asked.stands() && !asked.cases.containsKey(model)) {
          boolean first = asked.cases.isEmpty() || waited;
          Instant received = waited ? asked.received : now;
          Instant deadline = waited ? asked.deadline : plusMonths(now, 1);
          open(asked, model, new Case(asked, received, deadline, first, waited), now);
        }
      }
    }
    models.values().forEach(sets -> sealIfDue(sets, now));
  }

  private void open(Asked asked, String model, Case opened, Instant now) {
    if (asked.known || opened.told || asked.held) {
      asked.cases.put(model, opened);
      place(opened, models.get(model), now);
    }
  }

  private void place(Case placed, Sets sets, Instant now) {
    if (placed.asked.held) {
      placed.state = placed.told ? RequestState.HELD : null;
    } else if (!placed.asked.known) {
      if (placed.asked.mayErase) {
        press(placed, sets);
      }
      placed.state = placed.told ? RequestState.NOTHING_TO_ERASE : null;
    } else {
      placed.told = true;
      join(placed, sets, now);
    }
  }

  private static void join(Case placed, Sets sets, Instant now) {
    Group own =
        sets.all.stream()
            .filter(each -> each.state != RequestState.REFUSED)
            .filter(each -> each.subjects().contains(placed.asked.subject))
            .findFirst()
            .orElse(null);
    Group group = own;
    if (own == null) {
      group = sets.all.stream().filter(Group::isOpen).findFirst().orElseGet(() -> opened(sets));
    }
    if (!group.isOpen()) {
      press(placed, sets);
    }
    group.cases.add(placed);
    placed.group = group;
    placed.state = group.state;
    if (own == null) {
      sealIfDue(sets, now);
    }
  }

  /** The times of who asked when the model was there count for the set that takes requests in. */
  private static void press(Case placed, Sets sets) {
    if (placed.presses) {
      sets.all.stream().filter(Group::isOpen).forEach(each -> each.beside.add(placed));
    }
  }

  private static Group opened(Sets sets) {
    Group group = new Group();
    sets.all.add(group);
    return group;
  }

  private static void sealIfDue(Sets sets, Instant now) {
    for (Group group : List.copyOf(sets.all)) {
      boolean full = group.samples() >= FULL;
      boolean free = sets.active == null && sets.queue.isEmpty();
      if (group.isOpen() && (full || (free && isOld(group, now)))) {
        group.become(RequestState.SEALED);
        sets.queue.add(group);
        advance(sets);
      }
    }
  }

  private static boolean isOld(Group group, Instant now) {
    return Stream.concat(group.cases.stream(), group.beside.stream())
        .anyMatch(each -> !now.isBefore(each.received.plus(AGE)));
  }

  private static void advance(Sets sets) {
    if (sets.active == null && !sets.queue.isEmpty()) {
      sets.active = sets.queue.remove(0);
      sets.active.become(RequestState.UNLEARNING);
    }
  }

  /** What became of the set at work. */
  void outcome(String model, RequestState state, Instant now) {
    Sets sets = models.get(model);
    sets.active.become(state);
    if (state == RequestState.PROMOTED || state == RequestState.PARKED) {
      sets.active = null;
      advance(sets);
    }
    sealIfDue(sets, now);
  }

  /** The sets of a model that wait for a person. */
  List<Group> parked(String model) {
    return models.get(model).all.stream()
        .filter(each -> each.state == RequestState.PARKED)
        .toList();
  }

  /** A person sends a parked set back to the ladder. */
  void retry(String model, Group group) {
    Sets sets = models.get(model);
    group.become(RequestState.SEALED);
    sets.queue.add(group);
    advance(sets);
  }

  /** A person ends a parked set. */
  void refuse(Group group) {
    group.become(RequestState.REFUSED);
  }

  boolean isIdle() {
    return models.values().stream().allMatch(each -> each.active == null);
  }

  /**
   * An amendment that was not seen before.
   *
   * @return how many times it is refused
   */
  int amend(String key, AmendmentKind kind, boolean tooFar, Instant now) {
    Asked asked = requests.get(key);
    if (asked == null || isRefused(asked, kind, tooFar, now)) {
      return 1;
    }
    asked.amendments++;
    switch (kind) {
      case WITHDRAW -> {
        boolean holds = isTakenByAny(asked);
        asked.withdrawn |= holds;
        asked.held &= !holds;
        asked.heldTooLate = false;
        asked.withdrawalAsked = true;
        return takeOut(asked, RequestState.WITHDRAWN);
      }
      case HOLD -> {
        asked.held = isTakenByAny(asked);
        asked.heldTooLate = !asked.held && !asked.withdrawalAsked;
        return takeOut(asked, RequestState.HELD);
      }
      case RELEASE_HOLD -> release(asked, now);
      default -> extend(asked, now);
    }
    return 0;
  }

  /** By its order, by a model whose set is open, or for want of a model. */
  private static boolean isTakenByAny(Asked asked) {
    List<RequestState> states = states(asked);
    return asked.stands()
        || states.stream().anyMatch(RequestOrder::isUnsealed)
        || states.stream().allMatch(RequestOrder::isEnd);
  }

  private static boolean isRefused(Asked asked, AmendmentKind kind, boolean tooFar, Instant now) {
    boolean room = asked.amendments < MOST_AMENDMENTS || kind == AmendmentKind.WITHDRAW;
    List<RequestState> states = states(asked);
    boolean unsealed =
        asked.stands()
            || (states.isEmpty()
                ? !asked.withdrawn
                : states.stream().anyMatch(RequestOrder::isUnsealed));
    boolean ended =
        states.isEmpty() ? asked.withdrawn : states.stream().allMatch(RequestOrder::isEnd);
    boolean held = asked.held || (asked.heldTooLate && !ended);
    return !room
        || switch (kind) {
          case WITHDRAW -> !unsealed && ended;
          case HOLD -> held || (!unsealed && ended);
          case RELEASE_HOLD -> !held;
          default -> asked.extended || ended || tooFar || !isInTime(asked, now);
        };
  }

  private static List<RequestState> states(Asked asked) {
    return asked.cases.values().stream().filter(each -> each.told).map(each -> each.state).toList();
  }

  private int takeOut(Asked asked, RequestState state) {
    int refused = 0;
    for (Map.Entry<String, Case> each : List.copyOf(asked.cases.entrySet())) {
      Case taken = each.getValue();
      if (!taken.told) {
        if (state == RequestState.WITHDRAWN) {
          asked.cases.remove(each.getKey());
        }
      } else if (RequestOrder.isUnsealed(taken.state)) {
        leave(taken, models.get(each.getKey()));
        taken.state = state;
      } else if (!RequestOrder.isEnd(taken.state)) {
        refused++;
      }
    }
    return refused;
  }

  private static void leave(Case taken, Sets sets) {
    if (taken.group != null) {
      taken.group.cases.remove(taken);
      if (taken.presses) {
        taken.group.beside.add(taken);
      }
      if (taken.group.cases.isEmpty()) {
        sets.all.remove(taken.group);
      }
      taken.group = null;
    }
  }

  private void release(Asked asked, Instant now) {
    asked.held = false;
    asked.heldTooLate = false;
    for (Map.Entry<String, Case> each : List.copyOf(asked.cases.entrySet())) {
      Case released = each.getValue();
      if (!released.told || released.state == RequestState.HELD) {
        place(released, models.get(each.getKey()), now);
        if (!released.told) {
          asked.cases.remove(each.getKey());
        }
      }
    }
  }

  /** Whether there is a deadline that has not passed. */
  private static boolean isInTime(Asked asked, Instant now) {
    return states(asked).isEmpty()
        ? !now.isAfter(asked.deadline)
        : extensible(asked, now).findAny().isPresent();
  }

  private static Stream<Case> extensible(Asked asked, Instant now) {
    return asked.cases.values().stream()
        .filter(each -> each.told && !RequestOrder.isEnd(each.state))
        .filter(each -> !now.isAfter(each.deadline));
  }

  private static void extend(Asked asked, Instant now) {
    asked.extended = true;
    if (states(asked).isEmpty()) {
      asked.deadline = plusMonths(asked.deadline, 2);
    }
    extensible(asked, now).forEach(each -> each.deadline = plusMonths(each.deadline, 2));
  }

  /** Where every case stands, and until when: tenant/requestId/model. */
  Map<String, String> cases() {
    Map<String, String> all = new LinkedHashMap<>();
    requests.forEach(
        (key, asked) ->
            asked.cases.forEach(
                (model, each) -> {
                  if (each.told) {
                    all.put(key + "/" + model, each.state + " until " + each.deadline);
                  }
                }));
    return all;
  }

  /** Where every request stands in all, and whether it holds for models to come. */
  Map<String, String> summaries() {
    Map<String, String> all = new LinkedHashMap<>();
    requests.forEach(
        (key, asked) -> {
          RequestState without = asked.withdrawn ? RequestState.WITHDRAWN : RequestState.RECEIVED;
          RequestState state =
              states(asked).stream().min(RequestOrder.byProgress()).orElse(without);
          all.put(key, state + (asked.stands() ? " standing" : ""));
        });
    return all;
  }
}
