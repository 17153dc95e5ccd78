// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.evaluation.split.KeyedOrder;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.verifier.check.CheckedSets;
import io.lethe.verifier.check.ClaimsCheck;
import io.lethe.verifier.check.GraphCheck;
import io.lethe.verifier.check.SetsCheck;
import io.lethe.verifier.view.JobLookup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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
  private final HmacKey splitKey;
  private final SigningKey signingKey;
  private final Clock clock;

  /**
   * A verifier of candidates.
   *
   * @param store where artifacts are read by digest
   * @param splitKey the verifier's own key, behind every choice of samples
   * @param signingKey signs the reports
   */
  public CandidateVerifier(
      ArtifactStore store,
      VerificationEngine engine,
      HmacKey splitKey,
      SigningKey signingKey,
      Clock clock) {
    this.store = store;
    this.engine = engine;
    this.splitKey = splitKey;
    this.signingKey = signingKey;
    this.clock = clock;
  }

  /**
   * Verifies and signs.
   *
   * @param candidate as published by a worker; its claims are only compared
   * @param lookup what jobs and events say
   */
  public VerificationReport verify(ModelCandidate candidate, JobLookup lookup) {
    Instant startedAt = clock.instant();
    ReportDraft draft = new ReportDraft(candidate);
    try {
      if (lookup instanceof JobLookup.Known known) {
        draft.about(known);
        examine(candidate, known, draft);
      } else if (lookup instanceof JobLookup.Unknown unknown) {
        draft.found("the candidate's job cannot be verified: " + unknown.missing());
      } else {
        draft.found("the candidate's job is decided already");
      }
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      LOGGER
          .atError()
          .setMessage("Verification failed, the candidate is refused")
          .addKeyValue(LogKeys.MODEL, candidate.getModel())
          .addKeyValue(LogKeys.JOB, candidate.getJobId())
          .setCause(e)
          .log();
      draft.found("verification failed: " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    return ReportStatement.sign(draft.unsigned(startedAt, clock.instant()), signingKey);
  }

  private void examine(ModelCandidate candidate, JobLookup.Known known, ReportDraft draft)
      throws IOException {
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
    draft.measured(engine.judge(input(known, policy, sets, tree, parent)));
  }

  private EngineInput input(
      JobLookup.Known known, ModelPolicy policy, CheckedSets sets, Path candidate, Path parent) {
    return new EngineInput(
        candidate,
        parent,
        known.parent().datasetDigest(),
        known.parent().datasetUri(),
        sets.forget(),
        sets.excluded(),
        sets.forgotten(),
        sets.earlier(),
        known.parent().rootTestAccuracy(),
        policy.gate(),
        known.job().getAlgorithm(),
        new KeyedOrder(splitKey, known.parent().datasetDigest()));
  }
}
