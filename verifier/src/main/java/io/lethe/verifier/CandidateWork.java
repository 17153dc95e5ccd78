// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Work;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.view.JobLookup;
import io.lethe.verifier.view.Views;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verifier's work: a candidate in, its report out. Looks the candidate's job up, has it
 * verified and tells who listens. A failed job has nothing to measure; the registry reads of it
 * itself.
 */
final class CandidateWork implements Work<ModelCandidate, VerificationReport> {

  private static final Logger LOGGER = LoggerFactory.getLogger(CandidateWork.class);

  private final Views views;
  private final Duration patience;
  private final BiFunction<ModelCandidate, JobLookup, VerificationReport> verifier;
  private final VerifierMetrics metrics;
  private final VerificationListener listener;

  CandidateWork(
      Views views,
      Duration patience,
      BiFunction<ModelCandidate, JobLookup, VerificationReport> verifier,
      VerifierMetrics metrics,
      VerificationListener listener) {
    this.views = views;
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
      throws InterruptedException {
    if (input.value().getOutcome() != CandidateOutcome.SUCCEEDED) {
      return List.of();
    }
    return reportOn(input.value()).stream()
        .map(
            report ->
                Work.answer(
                    Topics.VERIFICATION_REPORTS,
                    report.getModel(),
                    report.getForgetSetDigest(),
                    report))
        .toList();
  }

  private Optional<VerificationReport> reportOn(ModelCandidate candidate)
      throws InterruptedException {
    metrics.started();
    try {
      begun(candidate);
      listener.started(candidate.getModel(), candidate.getJobId(), candidate.getAttempt());
      JobLookup lookup = views.await(candidate.getJobId(), patience);
      if (lookup instanceof JobLookup.Decided) {
        LOGGER
            .atInfo()
            .setMessage("Candidate of a decided job needs no report")
            .addKeyValue(LogKeys.MODEL, candidate.getModel())
            .addKeyValue(LogKeys.JOB, candidate.getJobId())
            .log();
        return Optional.empty();
      }
      VerificationReport report = verifier.apply(candidate, lookup);
      metrics.reported(
          lookup instanceof JobLookup.Known ? report.getModel() : VerifierMetrics.UNKNOWN_MODEL,
          report);
      listener.finished(report);
      verified(report);
      return Optional.of(report);
    } finally {
      metrics.finished();
    }
  }

  private static void begun(ModelCandidate candidate) {
    LOGGER
        .atInfo()
        .setMessage("Verification begins")
        .addKeyValue(LogKeys.MODEL, candidate.getModel())
        .addKeyValue(LogKeys.JOB, candidate.getJobId())
        .addKeyValue("candidate", candidate.getCandidateDigest())
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
