// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.domain.text.TextLimit;
import io.lethe.evaluation.split.KeyedOrder;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.text.InputTexts;
import io.lethe.verifier.check.CheckedSets;
import io.lethe.verifier.check.ClaimsCheck;
import io.lethe.verifier.check.EarlierVerdicts;
import io.lethe.verifier.check.GraphCheck;
import io.lethe.verifier.check.SetsCheck;
import io.lethe.verifier.derive.Derivations;
import io.lethe.verifier.page.ReportPage;
import io.lethe.verifier.view.JobLookup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the signed report of one candidate. Whatever goes wrong on the way becomes a finding, and a
 * finding fails the candidate: there is always a report, and it never passes by accident.
 */
public final class CandidateVerifier {

  private static final Logger LOGGER = LoggerFactory.getLogger(CandidateVerifier.class);
  private final ArtifactStore store;
  private final VerificationEngine engine;
  private final Trainings trainings;
  private final EarlierVerdicts earlierVerdicts;
  private final HmacKey splitKey;
  private final SigningKey signingKey;
  private final Clock clock;

  /**
   * A verifier of candidates.
   *
   * @param store where artifacts are read by digest, and the reports' pages put
   * @param trainings where the policy asks for any
   * @param splitKey the verifier's own key, behind every choice of samples
   * @param signingKey signs the reports
   */
  public CandidateVerifier(
      ArtifactStore store,
      VerificationEngine engine,
      Trainings trainings,
      HmacKey splitKey,
      SigningKey signingKey,
      Clock clock) {
    this.store = store;
    this.engine = engine;
    this.trainings = trainings;
    this.earlierVerdicts = new EarlierVerdicts(store);
    this.splitKey = splitKey;
    this.signingKey = signingKey;
    this.clock = clock;
  }

  /**
   * Verifies and signs.
   *
   * @param candidate as published by a worker; its claims are only compared
   * @param lookup what jobs and events say
   * @param cancelled asked while anything is trained
   * @throws CancellationException if cancelled said so; there is no report then
   */
  public VerificationReport verify(
      ModelCandidate candidate, JobLookup lookup, BooleanSupplier cancelled) {
    Instant startedAt = clock.instant();
    ReportDraft draft = new ReportDraft(candidate);
    draft.found(InputTexts.problems(candidate));
    try {
      if (lookup instanceof JobLookup.Known known) {
        draft.about(known);
        examine(candidate, known, draft, cancelled);
      } else if (lookup instanceof JobLookup.Unknown unknown) {
        draft.found("the candidate's job cannot be verified: " + unknown.missing());
      } else {
        draft.found("the candidate's job is decided already");
      }
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
      failed(candidate, "verification failed", e, draft);
    }
    return ReportStatement.sign(withPage(candidate, draft, startedAt, clock.instant()), signingKey);
  }

  /**
   * Signs that a candidate is not verified.
   *
   * @param why in words
   * @return a report that fails
   */
  public VerificationReport refuse(ModelCandidate candidate, JobLookup lookup, String why) {
    Instant now = clock.instant();
    ReportDraft draft = new ReportDraft(candidate);
    if (lookup instanceof JobLookup.Known known) {
      draft.about(known);
    }
    draft.found("the candidate is not measured again: " + why);
    LOGGER
        .atError()
        .setMessage("A candidate is not measured again, it is refused")
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(candidate.getModel()))
        .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(candidate.getJobId()))
        .addKeyValue(LogKeys.REASON, why)
        .log();
    return ReportStatement.sign(withPage(candidate, draft, now, now), signingKey);
  }

  /**
   * The report that names its page. What people cannot read has not been shown to them, so a page
   * that cannot be stored is a finding like an artifact that cannot be read. A candidate of no
   * known job has none: whoever can write to the topic could fill the store.
   */
  private VerificationReport withPage(
      ModelCandidate candidate, ReportDraft draft, Instant startedAt, Instant finishedAt) {
    VerificationReport report = draft.unsigned(startedAt, finishedAt);
    if (!draft.isOfKnownJob()) {
      return report;
    }
    try {
      ArtifactRef page =
          store.putBlob(ReportPage.render(report, draft.figures(), draft.findings()));
      return VerificationReport.newBuilder(report)
          .setPageDigest(page.digest())
          .setPageUri(page.uri())
          .build();
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      failed(candidate, "the report's page could not be stored", e, draft);
      return draft.unsigned(startedAt, finishedAt);
    }
  }

  private static void failed(
      ModelCandidate candidate, String what, Throwable cause, ReportDraft draft) {
    LOGGER
        .atError()
        .setMessage("Verification failed, the candidate is refused")
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(candidate.getModel()))
        .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(candidate.getJobId()))
        .setCause(cause)
        .log();
    draft.found(what + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private void examine(
      ModelCandidate candidate, JobLookup.Known known, ReportDraft draft, BooleanSupplier cancelled)
      throws IOException {
    if (draft.hasFindings()) {
      return; // what is too long is compared with nothing, and repeated nowhere
    }
    UnlearningJob job = known.job();
    draft.found(ClaimsCheck.candidate(job, candidate));
    draft.found(ClaimsCheck.job(job, known.parent()));
    ModelPolicy policy = ModelPolicy.parse(known.policy());
    String policyDigest = ModelPolicy.digestOf(known.policy());
    if (!policyDigest.equals(known.policyDigest())) {
      draft.found(
          "the policy's digest is " + policyDigest + ", model.events say " + known.policyDigest());
    }
    if (draft.hasFindings()) {
      return; // nothing that was measured could make it pass
    }
    CheckedSets sets = CheckedSets.read(store, job, known.parent());
    Path parent = store.tree(job.getParentDigest());
    Path tree = store.tree(candidate.getCandidateDigest());
    draft.found(SetsCheck.of(job, sets));
    draft.found(GraphCheck.compare(parent, tree));
    if (draft.hasFindings()) {
      return;
    }
    if (candidate.getCandidateDigest().equals(job.getParentDigest())) {
      draft.found("the candidate is the parent, byte for byte: nothing was forgotten");
    }
    Derivations.Trees trees = new Derivations.Trees(parent, tree);
    draft.measured(engine.judge(input(candidate, known, policy, sets, trees, cancelled)));
  }

  /** Where nothing shares it, nothing is read for it. */
  private SharedLevel level(JobLookup.Known known, ModelPolicy policy, CheckedSets sets) {
    return policy.gate().requirements(known.job().getAlgorithm()).stream()
            .anyMatch(Requirement::sharesLevel)
        ? new SharedLevel(earlierVerdicts.about(sets.forget(), known.verdicts()))
        : SharedLevel.FIRST;
  }

  private EngineInput input(
      ModelCandidate candidate,
      JobLookup.Known known,
      ModelPolicy policy,
      CheckedSets sets,
      Derivations.Trees trees,
      BooleanSupplier cancelled) {
    SampleOrder order = new KeyedOrder(splitKey, known.parent().datasetDigest());
    return new EngineInput(
        trees.candidate(),
        trees.parent(),
        known.parent().datasetDigest(),
        known.parent().datasetUri(),
        sets.forget(),
        sets.excluded(),
        sets.forgotten(),
        sets.earlier(),
        known.parent().rootTestAccuracy(),
        policy.gate(),
        level(known, policy, sets),
        known.job().getAlgorithm(),
        order,
        trainings
            .derivations()
            .of(known.job(), candidate, policy.gate().weights(), order, trees, cancelled),
        trainings.relearnProbe().of(trees.candidate(), order.seed("relearn"), cancelled),
        trainings.references().of(order, cancelled));
  }
}
