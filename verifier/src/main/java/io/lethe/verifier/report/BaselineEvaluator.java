// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.evaluation.split.KeyedOrder;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures a root when it is registered. Later candidates are held against this report, when the
 * root's bytes may long be purged; so it is signed like any other.
 */
public final class BaselineEvaluator {

  static {
    GeneratedClasses.trust();
  }

  private final ArtifactStore store;
  private final VerificationEngine engine;
  private final HmacKey splitKey;
  private final SigningKey signingKey;
  private final Clock clock;

  /** An evaluator of roots, of the same parts as a {@link CandidateVerifier}. */
  public BaselineEvaluator(
      ArtifactStore store,
      VerificationEngine engine,
      HmacKey splitKey,
      SigningKey signingKey,
      Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.engine = Objects.requireNonNull(engine, "engine");
    this.splitKey = Objects.requireNonNull(splitKey, "splitKey");
    this.signingKey = Objects.requireNonNull(signingKey, "signingKey");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * What is to be registered.
   *
   * @param model the model's name
   * @param root its SavedModel in the store
   * @param datasetDigest the registered dataset
   * @param datasetUri where it lies
   * @param forgotten what the root was never trained on, most often empty
   * @param forgottenUri where that set lies
   * @param policyDigest the policy with which the model is registered
   */
  public record Root(
      String model,
      ArtifactRef root,
      String datasetDigest,
      String datasetUri,
      ForgetSet forgotten,
      String forgottenUri,
      String policyDigest) {

    /** Refuses missing parts. */
    public Root {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(root, "root");
      Objects.requireNonNull(datasetDigest, "datasetDigest");
      Objects.requireNonNull(datasetUri, "datasetUri");
      Objects.requireNonNull(forgotten, "forgotten");
      Objects.requireNonNull(forgottenUri, "forgottenUri");
      Objects.requireNonNull(policyDigest, "policyDigest");
    }
  }

  /**
   * Measures and signs.
   *
   * @return a report of kind BASELINE, verdict PASS: the root could be loaded and gave finite
   *     numbers
   * @throws RuntimeException if it could not: a root that cannot be measured cannot be registered
   */
  public VerificationReport evaluate(Root root) {
    Instant startedAt = clock.instant();
    KeyedOrder order = new KeyedOrder(splitKey, root.datasetDigest());
    Map<String, Double> measured = engine.measure(store.tree(root.root().digest()), root, order);
    return ReportStatement.sign(report(root, measured, startedAt, clock.instant()), signingKey);
  }

  private static VerificationReport report(
      Root root, Map<String, Double> measured, Instant startedAt, Instant finishedAt) {
    String digest = root.root().digest();
    return VerificationReport.newBuilder()
        .setKind(ReportKind.BASELINE)
        .setJobId(null)
        .setModel(root.model())
        .setAttempt(0)
        .setParentDigest(digest)
        .setChampionEpoch(0)
        .setDatasetDigest(root.datasetDigest())
        .setForgetSetDigest(ForgetSet.empty().digest())
        .setExcludedDigest(root.forgotten().digest())
        .setForgottenDigest(root.forgotten().digest())
        .setForgottenUri(root.forgottenUri())
        .setRootDigest(digest)
        .setCandidateDigest(digest)
        .setCandidateUri(root.root().uri())
        .setAlgorithm(null)
        .setPolicyDigest(root.policyDigest())
        .setVerdict(Verdict.PASS)
        .setCriteria(List.of())
        .setMetrics(measured)
        .setFindings(List.of())
        .setVerifiedAt(finishedAt.truncatedTo(ChronoUnit.MILLIS))
        .setDurationMillis(Duration.between(startedAt, finishedAt).toMillis())
        .setKeyId("")
        .setSignature("")
        .build();
  }
}
