// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectionReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts with Micrometer. Under exactly-once a record that is processed again counts again. */
public final class MicrometerIngestMetrics implements IngestMetrics {
  static final MeterSpec REQUESTS =
      new MeterSpec("lethe.ingest.requests", "requests", "Requests that passed intake");
  static final MeterSpec REJECTED =
      new MeterSpec(
          "lethe.ingest.rejected.requests", "requests", "Requests that went to deletion.rejected");
  static final MeterSpec AMENDMENTS =
      new MeterSpec("lethe.ingest.amendments", "amendments", "Amendments that requests have taken");
  static final MeterSpec STANDING_CASES =
      new MeterSpec(
          "lethe.ingest.standing.cases",
          "cases",
          "Cases that standing orders opened with models that came later");
  static final MeterSpec SEALED_SETS =
      new MeterSpec("lethe.ingest.sealed.sets", "sets", "Forget sets closed to further subjects");
  static final MeterSpec SEALED_SAMPLES =
      new MeterSpec("lethe.ingest.sealed.samples", "samples", "Samples in sealed forget sets");
  static final MeterSpec CALLBACKS =
      new MeterSpec(
          "lethe.ingest.callbacks", "callbacks", "Callbacks by what became of sending them");
  static final MeterSpec JOBS =
      new MeterSpec("lethe.ingest.jobs", "jobs", "Unlearning jobs put on unlearning.jobs");
  static final MeterSpec ENDED_SETS =
      new MeterSpec("lethe.ingest.ended.sets", "sets", "Forget sets promoted, parked or dissolved");
  static final MeterSpec SET_ATTEMPTS =
      new MeterSpec(
          "lethe.ingest.set.attempts",
          "attempts",
          "Attempts that a set took to its end, with those of sets dissolved into it");
  static final MeterSpec FORGOTTEN_SAMPLES =
      new MeterSpec("lethe.ingest.forgotten.samples", "samples", "Samples in promoted sets");
  static final MeterSpec AT_RISK_SETS =
      new MeterSpec(
          "lethe.ingest.at.risk.sets",
          "sets",
          "Sets with less time to their deadline than one attempt may take");
  static final MeterSpec WAITING =
      new MeterSpec(
          "lethe.ingest.waiting.requests",
          "requests",
          "Requests that wait for the registration of their model or its dataset");
  static final MeterSpec OVERDUE =
      new MeterSpec(
          "lethe.ingest.overdue.waiting.requests",
          "requests",
          "Waiting requests with less time left than one attempt may take");

  private static final String KIND = "kind";
  private static final String MODEL = "model";
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";
  private static final double[] ATTEMPTS = {1, 2, 3, 4, 5, 8};

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  /**
   * Counts into a registry. What has few and known tags is there from the start, at zero, so that
   * its first increase is seen as one.
   *
   * @param registry where the meters live
   */
  public MicrometerIngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    REQUESTS.counter(registry, OUTCOME, "accepted");
    REQUESTS.counter(registry, OUTCOME, "repeated");
    for (RejectionReason reason : RejectionReason.values()) {
      REJECTED.counter(registry, REASON, reason.name());
    }
    for (CallbackOutcome outcome : CallbackOutcome.values()) {
      CALLBACKS.counter(registry, OUTCOME, outcome.name());
    }
    for (AmendmentKind kind : AmendmentKind.values()) {
      AMENDMENTS.counter(registry, KIND, kind.name());
    }
  }

  @Override
  public void accepted() {
    REQUESTS.counter(registry, OUTCOME, "accepted").increment();
  }

  @Override
  public void repeated() {
    REQUESTS.counter(registry, OUTCOME, "repeated").increment();
  }

  @Override
  public void rejected(RejectionReason reason) {
    REJECTED.counter(registry, REASON, reason.name()).increment();
  }

  @Override
  public void amended(AmendmentKind kind) {
    AMENDMENTS.counter(registry, KIND, kind.name()).increment();
  }

  @Override
  public void calledBack(CallbackOutcome outcome) {
    CALLBACKS.counter(registry, OUTCOME, outcome.name()).increment();
  }

  @Override
  public void standingCase(String model) {
    STANDING_CASES.counter(registry, MODEL, model).increment();
  }

  @Override
  public void sealed(String model, SealReason reason, long samples) {
    SEALED_SETS.counter(registry, MODEL, model, REASON, reason.name()).increment();
    SEALED_SAMPLES.counter(registry, MODEL, model).increment((double) samples);
  }

  @Override
  public void jobIssued(String model, String algorithm, int attempt) {
    JOBS.counter(registry, MODEL, model, "algorithm", algorithm, KIND, "again");
    JOBS.counter(registry, MODEL, model, "algorithm", algorithm, KIND, "issued").increment();
  }

  @Override
  public void jobRepublished(String model, String algorithm) {
    JOBS.counter(registry, MODEL, model, "algorithm", algorithm, KIND, "again").increment();
  }

  @Override
  public void parked(String model, int attempt) {
    ended(model, "parked", attempt);
  }

  @Override
  public void dissolved(String model, int attempt) {
    ended(model, "dissolved", attempt);
  }

  @Override
  public void promoted(String model, long samples, int attempt) {
    ended(model, "promoted", attempt);
    FORGOTTEN_SAMPLES.counter(registry, MODEL, model).increment((double) samples);
  }

  @Override
  public void atRisk(String model, long sets) {
    gauge(AT_RISK_SETS, model).set(sets);
  }

  @Override
  public void waiting(String model, long requests, long pastDeadline) {
    STANDING_CASES.counter(registry, MODEL, model); // begins at zero
    gauge(WAITING, model).set(requests);
    gauge(OVERDUE, model).set(pastDeadline);
  }

  private void ended(String model, String outcome, int attempt) {
    ENDED_SETS.counter(registry, MODEL, model, OUTCOME, outcome).increment();
    SET_ATTEMPTS
        .histogram(registry, ATTEMPTS, MODEL, model, OUTCOME, outcome)
        .record((double) attempt);
  }

  private AtomicLong gauge(MeterSpec meter, String model) {
    return gauges.computeIfAbsent(
        meter.name() + "/" + model,
        key -> {
          AtomicLong value = new AtomicLong();
          meter.gauge(registry, value::doubleValue, MODEL, model);
          return value;
        });
  }
}
