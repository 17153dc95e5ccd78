// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Work;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.view.JobLookup;
import io.lethe.verifier.view.Views;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verifier's work: a candidate in, its report out. Looks the candidate's job up, has it
 * verified and tells who listens. A failed job has nothing to measure; the registry reads of it
 * itself.
 *
 * <p>No verdict rests on views that lag: they are read to the end as of the question first, however
 * long that takes. Else a candidate could be measured against a policy that was replaced before it
 * was offered.
 */
final class CandidateWork implements Work<ModelCandidate, VerificationReport> {

  private static final Logger LOGGER = LoggerFactory.getLogger(CandidateWork.class);

  private final Views views;
  private final UpToDate upToDate;
  private final Duration patience;
  private final Verification verifier;
  private final VerifierMetrics metrics;
  private final VerificationListener listener;

  /**
   * The last answer of each model: a candidate that is published again while it is measured,
   * because its job's lease ran out, is not measured a second time.
   */
  private final Map<String, Answered> answered = new HashMap<>();

  /** A report, and all that it follows from. */
  private record Answered(ModelCandidate candidate, JobLookup lookup, VerificationReport report) {

    boolean isOf(ModelCandidate other, JobLookup known) {
      return candidate.equals(other) && lookup.equals(known);
    }
  }

  /** Measures a candidate. */
  @FunctionalInterface
  interface Verification {

    /**
     * Makes the report.
     *
     * @throws CancellationException if cancelled said so
     */
    VerificationReport of(ModelCandidate candidate, JobLookup lookup, BooleanSupplier cancelled);
  }

  /**
   * Wires it.
   *
   * @param upToDate waits for all that is on the views' topics
   * @param patience how long to wait for a job or a model that the views do not know
   */
  CandidateWork(
      Views views,
      UpToDate upToDate,
      Duration patience,
      Verification verifier,
      VerifierMetrics metrics,
      VerificationListener listener) {
    this.views = views;
    this.upToDate = upToDate;
    this.patience = patience;
    this.verifier = verifier;
    this.metrics = metrics;
    this.listener = listener;
  }

  @Override
  public LogContext about(ModelCandidate candidate) {
    return LogContext.ofModel(candidate.getModel())
        .with(LogKeys.JOB, candidate.getJobId())
        .with(LogKeys.FORGET_SET, candidate.getForgetSetDigest())
        .with(LogKeys.ATTEMPT, candidate.getAttempt())
        .with(Trace.ofForgetSet(candidate.getModel(), candidate.getForgetSetDigest()));
  }

  @Override
  public List<ProducerRecord<String, VerificationReport>> on(
      ConsumerRecord<String, ModelCandidate> input, BooleanSupplier cancelled)
      throws InterruptedException, ExecutionException {
    if (input.value().getOutcome() != CandidateOutcome.SUCCEEDED) {
      return List.of();
    }
    return reportOn(input.value(), cancelled).stream()
        .map(
            report ->
                Work.answer(
                    Topics.VERIFICATION_REPORTS,
                    report.getModel(),
                    report.getForgetSetDigest(),
                    report))
        .toList();
  }

  private Optional<VerificationReport> reportOn(ModelCandidate candidate, BooleanSupplier cancelled)
      throws InterruptedException, ExecutionException {
    metrics.started();
    try {
      begun(candidate);
      listener.started(candidate.getModel(), candidate.getJobId(), candidate.getAttempt());
      views.await(candidate.getJobId(), patience);
      if (!upToDate.await(cancelled)) {
        return Optional.empty();
      }
      JobLookup lookup = views.lookup(candidate.getJobId());
      if (lookup instanceof JobLookup.Decided) {
        LOGGER
            .atInfo()
            .setMessage("Candidate of a decided job needs no report")
            .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(candidate.getModel()))
            .addKeyValue(LogKeys.JOB, candidate.getJobId())
            .log();
        return Optional.empty();
      }
      Answered last = answered.get(candidate.getModel());
      if (last != null && last.isOf(candidate, lookup)) {
        return Optional.of(last.report());
      }
      VerificationReport report = verifier.of(candidate, lookup, cancelled);
      if (report.getFindings().isEmpty()) { // a finding may have been a fault that passes
        answered.put(candidate.getModel(), new Answered(candidate, lookup, report));
      }
      metrics.reported(
          lookup instanceof JobLookup.Known ? report.getModel() : VerifierMetrics.UNKNOWN_MODEL,
          report);
      listener.finished(report);
      verified(report);
      return Optional.of(report);
    } catch (CancellationException e) {
      return Optional.empty(); // its offset stays where it is; the next owner begins anew
    } finally {
      metrics.finished();
    }
  }

  private static void begun(ModelCandidate candidate) {
    LOGGER
        .atInfo()
        .setMessage("Verification begins")
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(candidate.getModel()))
        .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(candidate.getJobId()))
        .addKeyValue("candidate", InputTexts.quoted(candidate.getCandidateDigest()))
        .log();
  }

  private static void verified(VerificationReport report) {
    List<String> failed =
        report.getCriteria().stream()
            .filter(criterion -> criterion.getVerdict() != CriterionVerdict.PASS)
            .filter(criterion -> criterion.getVerdict() != CriterionVerdict.REPORTED)
            .map(Criterion::getName)
            .toList();
    LOGGER
        .atInfo()
        .setMessage("Candidate verified")
        .addKeyValue(LogKeys.MODEL, report.getModel())
        .addKeyValue(LogKeys.JOB, report.getJobId())
        .addKeyValue("verdict", report.getVerdict())
        .addKeyValue("failedCriteria", failed)
        .addKeyValue("findings", report.getFindings())
        .addKeyValue(LogKeys.DURATION_MILLIS, report.getDurationMillis())
        .log();
  }
}
