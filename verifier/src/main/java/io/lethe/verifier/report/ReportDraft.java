// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.work.WorkIdentity;
import io.lethe.verifier.page.BoundedText;
import io.lethe.verifier.page.PageFigures;
import io.lethe.verifier.view.JobLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report of a candidate while it is being made. It fails until it has criteria, all of them good,
 * and no finding.
 *
 * <p>Its record stays below 50 kB whatever was found and whoever wrote what it repeats: texts are
 * cut, and of many findings the first are there. A text that is cut named nothing that exists.
 */
final class ReportDraft {

  static {
    GeneratedClasses.trust();
  }

  /** Stands for a digest that nobody could tell. */
  private static final String UNKNOWN = "";

  private static final int MOST_FINDINGS = 12;
  private static final int FINDING_BYTES = 300;

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

  /** All that was found, in full. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** What was measured for the page; empty where nothing was. */
  Optional<PageFigures> figures() {
    return Optional.ofNullable(result).map(EngineResult::figures);
  }

  /** Whether it is about a job that exists. */
  boolean isOfKnownJob() {
    return known != null;
  }

  /**
   * The report without page, key and signature. It repeats the job's digests where the job is
   * known, else the candidate's.
   */
  VerificationReport unsigned(Instant startedAt, Instant finishedAt) {
    Verdict verdict =
        findings.isEmpty() && result != null ? result.decision().verdict() : Verdict.FAIL;
    WorkIdentity work = known == null ? WorkIdentity.of(candidate) : WorkIdentity.of(known.job());
    return bounded(work)
        .applyTo(VerificationReport.newBuilder())
        .setKind(ReportKind.CANDIDATE)
        .setRootDigest(known == null ? UNKNOWN : known.parent().rootDigest())
        .setCandidateDigest(orUnknown(candidate.getCandidateDigest()))
        .setCandidateUri(orUnknown(candidate.getCandidateUri()))
        .setAlgorithm(
            bounded(known == null ? candidate.getAlgorithm() : known.job().getAlgorithm()))
        .setPolicyDigest(known == null ? UNKNOWN : known.policyDigest())
        .setVerdict(verdict)
        .setCriteria(criteria())
        .setSamplesAsked(verdict == Verdict.INCONCLUSIVE ? samplesAsked() : null)
        .setMetrics(result == null ? Map.of() : result.metrics())
        .setFindings(firstFindings())
        .setVerifiedAt(finishedAt.truncatedTo(ChronoUnit.MILLIS))
        .setDurationMillis(Duration.between(startedAt, finishedAt).toMillis())
        .setKeyId(UNKNOWN)
        .setSignature(UNKNOWN)
        .build();
  }

  private @Nullable Long samplesAsked() {
    OptionalLong asked = result == null ? OptionalLong.empty() : result.decision().samplesAsked();
    return asked.isPresent() ? asked.getAsLong() : null;
  }

  /** A note may repeat what a worker claims of its machine. */
  private List<Criterion> criteria() {
    if (result == null) {
      return List.of();
    }
    return result.decision().criteria().stream()
        .map(
            each ->
                each.getNote() == null
                    ? each
                    : Criterion.newBuilder(each)
                        .setNote(BoundedText.of(each.getNote(), FINDING_BYTES))
                        .build())
        .toList();
  }

  private List<String> firstFindings() {
    Stream<String> first = findings.stream().map(each -> BoundedText.of(each, FINDING_BYTES));
    if (findings.size() <= MOST_FINDINGS) {
      return first.toList();
    }
    int told = MOST_FINDINGS - 1;
    return Stream.concat(
            first.limit(told),
            Stream.of("and %d findings more; the page has them".formatted(findings.size() - told)))
        .toList();
  }

  private static String orUnknown(@Nullable String text) {
    return text == null ? UNKNOWN : bounded(text);
  }

  private static String bounded(String text) {
    return BoundedText.ofName(text);
  }

  private static WorkIdentity bounded(WorkIdentity work) {
    return new WorkIdentity(
        bounded(work.jobId()),
        bounded(work.model()),
        work.attempt(),
        bounded(work.parentDigest()),
        work.championEpoch(),
        bounded(work.datasetDigest()),
        bounded(work.forgetSetDigest()),
        bounded(work.excludedDigest()),
        bounded(work.forgottenDigest()),
        bounded(work.forgottenUri()));
  }
}
