// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.work.WorkIdentity;
import io.lethe.verifier.view.JobLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A report of a candidate while it is being made. It fails until it has criteria, all of them good,
 * and no finding.
 */
final class ReportDraft {

  static {
    GeneratedClasses.trust();
  }

  /** Stands for a digest that nobody could tell. */
  private static final String UNKNOWN = "";

  private final ModelCandidate candidate;
  private final List<String> findings = new ArrayList<>();
  private JobLookup.@Nullable Known known;
  private @Nullable EngineResult result;

  ReportDraft(ModelCandidate candidate) {
    this.candidate = candidate;
  }

  void found(String finding) {
    findings.add(finding);
  }

  void found(List<String> more) {
    findings.addAll(more);
  }

  boolean hasFindings() {
    return !findings.isEmpty();
  }

  void about(JobLookup.Known facts) {
    this.known = facts;
  }

  void measured(EngineResult measured) {
    this.result = measured;
    found(measured.findings());
  }

  /**
   * The report without key and signature. It repeats the job's digests where the job is known, else
   * the candidate's.
   */
  VerificationReport unsigned(Instant startedAt, Instant finishedAt) {
    Verdict verdict =
        findings.isEmpty() && result != null ? result.decision().verdict() : Verdict.FAIL;
    WorkIdentity work = known == null ? WorkIdentity.of(candidate) : WorkIdentity.of(known.job());
    return work.applyTo(VerificationReport.newBuilder())
        .setKind(ReportKind.CANDIDATE)
        .setJobId(candidate.getJobId())
        .setModel(candidate.getModel())
        .setRootDigest(known == null ? UNKNOWN : known.parent().rootDigest())
        .setCandidateDigest(Objects.requireNonNullElse(candidate.getCandidateDigest(), UNKNOWN))
        .setCandidateUri(Objects.requireNonNullElse(candidate.getCandidateUri(), UNKNOWN))
        .setAlgorithm(known == null ? candidate.getAlgorithm() : known.job().getAlgorithm())
        .setPolicyDigest(known == null ? UNKNOWN : known.policyDigest())
        .setVerdict(verdict)
        .setCriteria(result == null ? List.of() : result.decision().criteria())
        .setMetrics(result == null ? Map.of() : result.metrics())
        .setFindings(List.copyOf(findings))
        .setVerifiedAt(finishedAt.truncatedTo(ChronoUnit.MILLIS))
        .setDurationMillis(Duration.between(startedAt, finishedAt).toMillis())
        .setKeyId(UNKNOWN)
        .setSignature(UNKNOWN)
        .build();
  }
}
