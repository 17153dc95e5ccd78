// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.policy.GateOutcome;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.domain.text.TextLimit;
import io.lethe.registry.model.Lifecycle.Registered;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.work.WorkIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry makes of a verification report. A report stands alone, so it may come before
 * its candidate or its job.
 *
 * <p>A report that is not signed by a trusted key, or that is about other work than the known job
 * and candidate, is refused aloud and otherwise ignored. It does not reject the candidate: else
 * whoever can write to the topic could end honest work. Only a report that is signed and about this
 * very work rejects.
 */
final class ReportDecisions {
  private final TrustedKeys trustedKeys;

  ReportDecisions(TrustedKeys trustedKeys) {
    this.trustedKeys = trustedKeys;
  }

  /**
   * Answers a report.
   *
   * @param job the job as ingest published it, or null where it is not known (yet)
   */
  Optional<ModelEvent> onReport(
      ModelAggregate state, @Nullable UnlearningJob job, VerificationReport report, Instant now) {
    List<String> unfit = JobDecisions.unfit(report, WorkIdentity.of(report));
    if (!unfit.isEmpty()) {
      return refuse(state, report, now, String.join("; ", unfit));
    }
    if (!(state.lifecycle() instanceof Registered registered)) {
      return refuse(state, report, now, "the model is not registered; register it first");
    }
    if (report.getKind() != ReportKind.CANDIDATE) {
      return refuse(
          state,
          report,
          now,
          "kind is %s; only a candidate of a job can be promoted".formatted(report.getKind()));
    }
    if (state.isDecided(report.getJobId(), report.getForgetSetDigest())
        || (job == null
            && state.endedInEarlierRound(report.getJobId(), report.getForgetSetDigest()))) {
      return Optional.empty();
    }
    Optional<String> misdirected =
        signatureProblem(report).or(() -> otherWork(state, registered, job, report));
    if (misdirected.isPresent()) {
      return refuse(state, report, now, misdirected.get());
    }
    if (!registered.champion().isBase(report.getParentDigest(), report.getChampionEpoch())) {
      return Optional.of(
          ModelEvent.newBuilder(JobDecisions.stale(state, registered, WorkIdentity.of(report), now))
              .setMetrics(report.getMetrics())
              .setAlgorithm(report.getAlgorithm())
              .build());
    }
    PassRule found = judged(state, registered, report);
    return Optional.of(
        found.outcome() == GateOutcome.PASS
            ? promoted(state, registered, report, now)
            : refused(state, report, found, now));
  }

  private Optional<String> signatureProblem(VerificationReport report) {
    try {
      ReportStatement.verify(report, trustedKeys);
      return Optional.empty();
    } catch (SignatureInvalidException e) {
      return Optional.of("report is not signed by a trusted verifier: " + e.getMessage());
    }
  }

  private static Optional<String> otherWork(
      ModelAggregate state,
      Registered registered,
      @Nullable UnlearningJob job,
      VerificationReport report) {
    if (job != null) {
      Optional<String> difference = JobDecisions.contradiction(job, WorkIdentity.of(report));
      if (difference.isPresent()) {
        return Optional.of("report is about another job: " + difference.get());
      }
      if (!job.getAlgorithm().equals(report.getAlgorithm())) {
        return Optional.of(
            "report is about another job: algorithm is %s, the job's is %s"
                .formatted(report.getAlgorithm(), job.getAlgorithm()));
      }
    }
    Optional<String> accepted =
        JobDecisions.acceptedCandidate(state, report.getJobId(), report.getForgetSetDigest());
    if (accepted.isPresent() && !accepted.get().equals(report.getCandidateDigest())) {
      return Optional.of(
          "report is about candidate %s, but candidate %s counts for this job"
              .formatted(report.getCandidateDigest(), accepted.get()));
    }
    if (!registered.dataset().digest().equals(report.getDatasetDigest())) {
      return Optional.of(
          "report is about dataset %s, but the model is bound to %s"
              .formatted(report.getDatasetDigest(), registered.dataset().digest()));
    }
    if (!registered.rootDigest().equals(report.getRootDigest())) {
      return Optional.of(
          "report compares with root %s, but the lineage's root is %s"
              .formatted(report.getRootDigest(), registered.rootDigest()));
    }
    return state.wasEverInForce(report.getPolicyDigest())
        ? Optional.empty()
        : Optional.of(
            "report applies policy %s, which this model never had"
                .formatted(report.getPolicyDigest()));
  }

  private static PassRule judged(
      ModelAggregate state, Registered registered, VerificationReport report) {
    List<String> objections = objections(state, registered, report);
    return objections.isEmpty()
        ? PassRule.of(
            report,
            ModelPolicy.parse(registered.policy().json()).gate(),
            new SharedLevel(state.set(report.getForgetSetDigest()).verdicts()),
            registered.champion().hasForgottenAnybody())
        : new PassRule(GateOutcome.FAIL, objections);
  }

  /**
   * Why signed work on the current base must not serve, whatever was measured. A policy that was in
   * force and no longer is rejects: no other report would ever come for this job, and the next
   * attempt is measured by the new policy.
   */
  private static List<String> objections(
      ModelAggregate state, Registered registered, VerificationReport report) {
    if (!registered.policy().digest().equals(report.getPolicyDigest())) {
      return List.of(
          "report applies policy %s, but %s is in force"
              .formatted(report.getPolicyDigest(), registered.policy().digest()));
    }
    if (!Digests.isSha256Hex(report.getCandidateDigest())
        || !Digests.isSha256Hex(report.getForgottenDigest())) {
      return List.of("report names no digest of the candidate or of what it has forgotten");
    }
    if (report.getCandidateUri().isBlank() || report.getForgottenUri().isBlank()) {
      return List.of("report does not say where the candidate and its forgotten set lie");
    }
    if (report.getCandidateDigest().equals(registered.champion().digest())) {
      return List.of("the candidate is the champion, byte for byte: nothing was forgotten");
    }
    return forgetsLess(state, registered, report)
        ? List.of(
            "forgotten set %s is one that the lineage has outgrown; the champion has forgotten %s"
                .formatted(report.getForgottenDigest(), registered.champion().forgottenDigest()))
        : List.of();
  }

  /**
   * A set that an ancestor already had, and that is not at least the champion's, would be a step
   * back.
   */
  private static boolean forgetsLess(
      ModelAggregate state, Registered registered, VerificationReport report) {
    return state
        .forgotten(report.getForgottenDigest())
        .flatMap(row -> state.version(row.firstVersion()))
        .filter(
            version -> !state.hasForgottenAtLeast(version, registered.champion().forgottenDigest()))
        .isPresent();
  }

  private static ModelEvent promoted(
      ModelAggregate state, Registered registered, VerificationReport report, Instant now) {
    ChampionPointer champion = registered.champion();
    return WorkIdentity.of(report)
        .applyTo(EventDraft.next(state, ModelEventType.PROMOTED, now))
        .setChampionEpoch(champion.epoch() + 1)
        .setVersion(champion.version() + 1)
        .setDigest(report.getCandidateDigest())
        .setUri(report.getCandidateUri())
        .setParentVersion(champion.version())
        .setParentDigest(champion.digest())
        .setRootDigest(registered.rootDigest())
        .setDatasetDigest(registered.dataset().digest())
        .setDatasetUri(registered.dataset().uri())
        .setForgottenDigest(report.getForgottenDigest())
        .setForgottenUri(report.getForgottenUri())
        .setPolicyDigest(report.getPolicyDigest())
        .setReport(report.getSignature())
        .setPageDigest(report.getPageDigest())
        .setPageUri(report.getPageUri())
        .setMetrics(report.getMetrics())
        .setAlgorithm(report.getAlgorithm())
        .build();
  }

  private static ModelEvent refused(
      ModelAggregate state, VerificationReport report, PassRule found, Instant now) {
    ModelEventType type =
        found.outcome() == GateOutcome.INCONCLUSIVE
            ? ModelEventType.INCONCLUSIVE
            : ModelEventType.REJECTED;
    return WorkIdentity.of(report)
        .applyTo(EventDraft.next(state, type, now))
        .setDigest(report.getCandidateDigest())
        .setUri(report.getCandidateUri())
        .setParentDigest(report.getParentDigest())
        .setPolicyDigest(report.getPolicyDigest())
        .setReport(report.getSignature())
        .setPageDigest(report.getPageDigest())
        .setPageUri(report.getPageUri())
        .setSamplesAsked(type == ModelEventType.INCONCLUSIVE ? report.getSamplesAsked() : null)
        .setMetrics(report.getMetrics())
        .setAlgorithm(report.getAlgorithm())
        .setReason(TextLimit.MESSAGE.cut(String.join("; ", found.objections())))
        .build();
  }

  private static Optional<ModelEvent> refuse(
      ModelAggregate state, VerificationReport report, Instant now, String reason) {
    return Optional.of(
        EventDraft.refused(
            state,
            WorkIdentity.of(report),
            now,
            "report for job %s: %s".formatted(InputTexts.quoted(report.getJobId()), reason)));
  }
}
