// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The verifier's meters. Tags are registered models, outcomes and criteria; never a job, set or
 * subject.
 */
public final class VerifierMetrics {

  /** Signed reports by model and {@link Outcome}. */
  public static final MeterSpec REPORTS =
      new MeterSpec("lethe.verifier.reports", "reports", "Signed reports on candidates");

  /**
   * Signed baselines by {@link Outcome}: PASS, or FAILED_CLOSED where there was none to measure.
   */
  public static final MeterSpec BASELINES =
      new MeterSpec(
          "lethe.verifier.baselines", "baselines", "Signed baselines of models to register");

  /** Criteria that refused a candidate, by model and criterion. */
  public static final MeterSpec FAILED_CRITERIA =
      new MeterSpec("lethe.verifier.failed.criteria", "criteria", "Gate criteria that said no");

  /** Time from a candidate's arrival at the measuring thread to its signed report. */
  public static final MeterSpec VERIFICATION_TIME =
      new MeterSpec(
          "lethe.verifier.verification.duration",
          "seconds",
          "From a candidate's arrival to its signed report");

  /** 1 while a candidate is measured. */
  public static final MeterSpec BUSY =
      new MeterSpec("lethe.verifier.busy", "", "1 while a candidate is measured");

  /** Criteria that only a worker's fault or lie fails, or another machine that it does not name. */
  private static final Set<String> OF_ORIGIN =
      Set.of(GateCriterion.DERIVED_AGAIN.label(), GateCriterion.KERNEL_COSINE_LEAST.label());

  /** What a report comes to. */
  public enum Outcome {
    /** Every criterion was met. */
    PASS,
    /** Everything was measured, and a criterion was not met: the gate at its work. */
    REFUSED,
    /** Everything was measured, and these samples cannot tell. */
    INCONCLUSIVE,
    /**
     * Something could not be measured or was not what the job says, so the candidate failed
     * whatever it may be worth: for a person to look at. So does one whose weights are not those of
     * the algorithm that is said to have made it.
     */
    FAILED_CLOSED;

    static Outcome of(VerificationReport report) {
      if (report.getVerdict() == Verdict.PASS) {
        return PASS;
      }
      if (report.getVerdict() == Verdict.INCONCLUSIVE) {
        return INCONCLUSIVE;
      }
      boolean measured =
          report.getFindings().isEmpty()
              && !report.getCriteria().isEmpty()
              && report.getCriteria().stream()
                  .filter(VerifierMetrics::isFailed)
                  .allMatch(
                      criterion ->
                          criterion.getValue() != null && !OF_ORIGIN.contains(criterion.getName()));
      return measured ? REFUSED : FAILED_CLOSED;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Stands for a name that is no registered model: names from outside become no tag. */
  static final String UNKNOWN_MODEL = "unknown";

  private static final String MODEL = "model";
  private static final String OUTCOME = "outcome";
  private final MeterRegistry registry;
  private final AtomicInteger busy = new AtomicInteger();

  /** Meters in the given registry. */
  public VerifierMetrics(MeterRegistry registry) {
    this.registry = registry;
    BUSY.gauge(registry, busy::get);
    for (Outcome outcome : Outcome.values()) {
      BASELINES.counter(registry, OUTCOME, outcome.label());
    }
  }

  void started() {
    busy.incrementAndGet();
  }

  void finished() {
    busy.decrementAndGet();
  }

  /** A model is registered: its reports count from zero, so that the first one is an increase. */
  void knows(String model) {
    for (Outcome outcome : Outcome.values()) {
      REPORTS.counter(registry, MODEL, model, OUTCOME, outcome.label());
    }
  }

  /** A baseline was signed. Its model may never be registered, so it is no tag. */
  void measured(VerificationReport baseline) {
    BASELINES.counter(registry, OUTCOME, Outcome.of(baseline).label()).increment();
  }

  /**
   * A report was signed.
   *
   * @param model the registered model, or {@link #UNKNOWN_MODEL}
   */
  void reported(String model, VerificationReport report) {
    knows(model);
    REPORTS.counter(registry, MODEL, model, OUTCOME, Outcome.of(report).label()).increment();
    for (Criterion criterion : report.getCriteria()) {
      FAILED_CRITERIA
          .counter(registry, MODEL, model, "criterion", criterion.getName())
          .increment(isFailed(criterion) ? 1 : 0);
    }
    VERIFICATION_TIME
        .timer(registry, MODEL, model)
        .record(Duration.ofMillis(report.getDurationMillis()));
  }

  private static boolean isFailed(Criterion criterion) {
    return criterion.getVerdict() != CriterionVerdict.PASS
        && criterion.getVerdict() != CriterionVerdict.REPORTED;
  }
}
