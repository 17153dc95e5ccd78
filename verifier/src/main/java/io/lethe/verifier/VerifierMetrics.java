package io.lethe.verifier;

import io.lethe.schemas.VerificationReport;
import io.lethe.verifier.loop.LoopMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The verifier's meters. Tags are model, verdict and topic; never a job, set or subject. */
public final class VerifierMetrics implements LoopMetrics {

  /** Signed reports by model and verdict. */
  public static final String REPORTS = "lethe.verifier.reports";

  /** Time from a candidate's arrival at the measuring thread to its signed report. */
  public static final String VERIFICATION_TIME = "lethe.verifier.verification";

  /** 1 while a candidate is measured. */
  public static final String BUSY = "lethe.verifier.busy";

  /** Records passed over by topic. */
  public static final String UNDECODABLE = "lethe.verifier.undecodable";

  /** Sessions with the broker that failed, by topic. */
  public static final String FAILED_SESSIONS = "lethe.verifier.failed.sessions";

  private static final String MODEL = "model";
  private static final String VERDICT = "verdict";
  private static final String TOPIC = "topic";

  private final MeterRegistry registry;
  private final AtomicInteger busy = new AtomicInteger();

  /** Meters in the given registry. */
  public VerifierMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
    registry.gauge(BUSY, busy);
  }

  void started() {
    busy.incrementAndGet();
  }

  void finished() {
    busy.decrementAndGet();
  }

  void reported(VerificationReport report) {
    registry
        .counter(REPORTS, MODEL, report.getModel(), VERDICT, report.getVerdict().name())
        .increment();
    registry
        .timer(VERIFICATION_TIME, MODEL, report.getModel())
        .record(Duration.ofMillis(report.getDurationMillis()));
  }

  @Override
  public void undecodable(String topic) {
    registry.counter(UNDECODABLE, TOPIC, topic).increment();
  }

  @Override
  public void sessionFailed(String topic) {
    registry.counter(FAILED_SESSIONS, TOPIC, topic).increment();
  }
}
