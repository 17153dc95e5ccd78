package io.lethe.ingest;

import io.lethe.schemas.RejectionReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts with Micrometer. Under exactly-once a record that is processed again counts again. */
public final class MicrometerIngestMetrics implements IngestMetrics {
  static final String REQUESTS = "lethe.ingest.requests";
  static final String REJECTED = "lethe.ingest.rejected";
  static final String SETS_SEALED = "lethe.ingest.sets.sealed";
  static final String SAMPLES_SEALED = "lethe.ingest.samples.sealed";
  static final String JOBS = "lethe.ingest.jobs";
  static final String SETS_ENDED = "lethe.ingest.sets.ended";
  static final String SAMPLES_FORGOTTEN = "lethe.ingest.samples.forgotten";
  static final String DEADLINES_AT_RISK = "lethe.ingest.deadlines.at.risk";
  static final String WRITE_FAILURES = "lethe.ingest.set.write.failures";
  static final String WAITING = "lethe.ingest.requests.waiting";
  static final String WAITING_LATE = "lethe.ingest.requests.waiting.late";

  private static final String MODEL = "model";
  private static final String OUTCOME = "outcome";

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  /**
   * Counts into a registry.
   *
   * @param registry where the meters live
   */
  public MicrometerIngestMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void accepted() {
    registry.counter(REQUESTS, OUTCOME, "accepted").increment();
  }

  @Override
  public void repeated() {
    registry.counter(REQUESTS, OUTCOME, "repeated").increment();
  }

  @Override
  public void rejected(RejectionReason reason) {
    registry.counter(REJECTED, "reason", reason.name()).increment();
  }

  @Override
  public void sealed(String model, SealReason reason, long samples) {
    registry.counter(SETS_SEALED, MODEL, model, "reason", reason.name()).increment();
    registry.counter(SAMPLES_SEALED, MODEL, model).increment((double) samples);
  }

  @Override
  public void jobIssued(String model, String algorithm, int attempt) {
    registry.counter(JOBS, MODEL, model, "algorithm", algorithm, "kind", "issued").increment();
  }

  @Override
  public void jobRepublished(String model) {
    registry.counter(JOBS, MODEL, model, "algorithm", "same", "kind", "again").increment();
  }

  @Override
  public void parked(String model) {
    registry.counter(SETS_ENDED, MODEL, model, OUTCOME, "parked").increment();
  }

  @Override
  public void promoted(String model, long samples) {
    registry.counter(SETS_ENDED, MODEL, model, OUTCOME, "promoted").increment();
    registry.counter(SAMPLES_FORGOTTEN, MODEL, model).increment((double) samples);
  }

  @Override
  public void deadlineAtRisk(String model) {
    registry.counter(DEADLINES_AT_RISK, MODEL, model).increment();
  }

  @Override
  public void forgetSetWriteFailed() {
    registry.counter(WRITE_FAILURES).increment();
  }

  @Override
  public void waiting(String model, long requests, long pastDeadline) {
    gauge(WAITING, model).set(requests);
    gauge(WAITING_LATE, model).set(pastDeadline);
  }

  private AtomicLong gauge(String name, String model) {
    return gauges.computeIfAbsent(
        name + "/" + model, key -> registry.gauge(name, Tags.of(MODEL, model), new AtomicLong()));
  }
}
