// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.ingest.http.StatusListener;
import io.lethe.ingest.metrics.Tally;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Where the requests of each model stand now, how old they are and how much time they have left,
 * added up from deletion.status: a restart reads the same states again. Each change costs the
 * logarithm of the open requests, a scrape nothing but a look at the smallest.
 *
 * <p>A request that no model has taken yet counts under the model {@value #NO_MODEL}, which no
 * model can be called.
 */
final class RequestMeters implements StatusListener {
  static final MeterSpec TRACKED =
      new MeterSpec(
          "lethe.ingest.tracked.requests",
          "requests",
          "Requests by the state in which they stand now");
  static final MeterSpec OLDEST_AGE =
      new MeterSpec(
          "lethe.ingest.oldest.request.age",
          "seconds",
          "Time since the oldest open request was received; NaN if none is open");
  static final MeterSpec DEADLINE_REMAINING =
      new MeterSpec(
          "lethe.ingest.deadline.remaining",
          "seconds",
          "Time left to the nearest deadline of an open request, negative once it has passed; NaN"
              + " if none is open");
  static final MeterSpec IN_FLIGHT_AGE =
      new MeterSpec(
          "lethe.ingest.in.flight.age",
          "seconds",
          "For how long the set at work has been unlearned or verified; NaN if none is at work");
  static final MeterSpec PARKED_SETS =
      new MeterSpec("lethe.ingest.parked.sets", "sets", "Forget sets that wait for a person");

  static final String NO_MODEL = "(none)";

  private static final Set<RequestState> OPEN =
      EnumSet.of(
          RequestState.RECEIVED,
          RequestState.HELD,
          RequestState.PENDING,
          RequestState.SEALED,
          RequestState.UNLEARNING,
          RequestState.VERIFYING,
          RequestState.PARKED);
  private static final Set<RequestState> IN_FLIGHT =
      EnumSet.of(RequestState.UNLEARNING, RequestState.VERIFYING);

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, OfModel> models = new ConcurrentHashMap<>();

  /** The requests of one model. */
  private static final class OfModel {
    private final Map<RequestState, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Tally<Instant> received = new Tally<>();
    private final Tally<Instant> deadlines = new Tally<>();
    private final Tally<Instant> inFlightSince = new Tally<>();
    private final Tally<String> parkedSets = new Tally<>();

    private AtomicLong count(RequestState state) {
      return counts.computeIfAbsent(state, none -> new AtomicLong());
    }
  }

  RequestMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public void entered(DeletionStatus status) {
    modelOf(status)
        .ifPresent(
            name -> {
              OfModel model = models.computeIfAbsent(name, this::register);
              RequestState state = status.getState();
              model.count(state).incrementAndGet();
              if (OPEN.contains(state)) {
                model.received.add(status.getReceivedAt());
                model.deadlines.add(status.getDeadline());
              }
              if (IN_FLIGHT.contains(state)) {
                model.inFlightSince.add(status.getChangedAt());
              }
              if (isParkedSet(status)) {
                model.parkedSets.add(status.getForgetSetDigest());
              }
            });
  }

  @Override
  public void left(DeletionStatus status) {
    modelOf(status)
        .ifPresent(
            name -> {
              OfModel model = models.computeIfAbsent(name, this::register);
              RequestState state = status.getState();
              model.count(state).decrementAndGet();
              if (OPEN.contains(state)) {
                model.received.remove(status.getReceivedAt());
                model.deadlines.remove(status.getDeadline());
              }
              if (IN_FLIGHT.contains(state)) {
                model.inFlightSince.remove(status.getChangedAt());
              }
              if (isParkedSet(status)) {
                model.parkedSets.remove(status.getForgetSetDigest());
              }
            });
  }

  /**
   * Under which model it counts. The state of a request over all its models says nothing new, but
   * while it is RECEIVED: then it may have no model yet.
   */
  private static Optional<String> modelOf(DeletionStatus status) {
    if (status.getModel() != null) {
      return Optional.of(status.getModel());
    }
    return status.getState() == RequestState.RECEIVED ? Optional.of(NO_MODEL) : Optional.empty();
  }

  private static boolean isParkedSet(DeletionStatus status) {
    return status.getState() == RequestState.PARKED && status.getForgetSetDigest() != null;
  }

  private OfModel register(String name) {
    OfModel model = new OfModel();
    for (RequestState state : RequestState.values()) {
      TRACKED.gauge(
          registry, model.count(state)::doubleValue, "model", name, "state", state.name());
    }
    OLDEST_AGE.gauge(
        registry,
        () -> seconds(model.received, from -> Duration.between(from, now())),
        "model",
        name);
    DEADLINE_REMAINING.gauge(
        registry, () -> seconds(model.deadlines, to -> Duration.between(now(), to)), "model", name);
    IN_FLIGHT_AGE.gauge(
        registry,
        () -> seconds(model.inFlightSince, from -> Duration.between(from, now())),
        "model",
        name);
    PARKED_SETS.gauge(registry, model.parkedSets::distinct, "model", name);
    return model;
  }

  private Instant now() {
    return clock.instant();
  }

  private static double seconds(Tally<Instant> instants, Function<Instant, Duration> distance) {
    return instants.first().map(distance).map(d -> d.toMillis() / 1000.0).orElse(Double.NaN);
  }
}
