// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.evaluation.split.KeyedOrder;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.verifier.page.BoundedText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures a root that is to be registered. Later candidates are held against this report, when the
 * root's bytes may long be purged; so it is signed like any other. Whatever is thrown on the way
 * becomes a finding of a report that fails.
 */
public final class BaselineEvaluator {

  static {
    GeneratedClasses.trust();
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(BaselineEvaluator.class);
  private static final int FINDING_BYTES = 1_000;

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
   * Measures and signs.
   *
   * @param registration as the registry accepted it
   * @return a report of kind BASELINE: PASS, the root could be loaded and measured on its dataset,
   *     or FAIL with the reason
   * @throws CancellationException if nobody waits for it any more
   */
  public VerificationReport evaluate(ModelEvent registration) {
    Instant startedAt = clock.instant();
    VerificationReport.Builder report = about(registration);
    try {
      report.setMetrics(measure(registration)).setVerdict(Verdict.PASS);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      LOGGER
          .atError()
          .setMessage("A root could not be measured, its registration is refused")
          .addKeyValue(LogKeys.MODEL, registration.getModel())
          .setCause(e)
          .log();
      report.setFindings(
          List.of(
              BoundedText.of(e.getClass().getSimpleName() + ": " + e.getMessage(), FINDING_BYTES)));
    }
    Instant finishedAt = clock.instant();
    return ReportStatement.sign(
        report
            .setVerifiedAt(finishedAt.truncatedTo(ChronoUnit.MILLIS))
            .setDurationMillis(Duration.between(startedAt, finishedAt).toMillis())
            .build(),
        signingKey);
  }

  private Map<String, Double> measure(ModelEvent registration) {
    ForgetSet forgotten = ForgetSet.parse(store.readBlob(registration.getForgottenDigest()));
    return engine.measure(
        store.tree(registration.getDigest()),
        registration,
        forgotten,
        new KeyedOrder(splitKey, registration.getDatasetDigest()));
  }

  /** What the registration says; it fails until it is measured. */
  private static VerificationReport.Builder about(ModelEvent registration) {
    return VerificationReport.newBuilder()
        .setKind(ReportKind.BASELINE)
        .setCommandId(registration.getCommandId())
        .setModel(registration.getModel())
        .setAttempt(0)
        .setParentDigest(registration.getDigest())
        .setChampionEpoch(0)
        .setDatasetDigest(registration.getDatasetDigest())
        .setForgetSetDigest(ForgetSet.empty().digest())
        .setExcludedDigest(registration.getForgottenDigest())
        .setForgottenDigest(registration.getForgottenDigest())
        .setForgottenUri(registration.getForgottenUri())
        .setRootDigest(registration.getDigest())
        .setCandidateDigest(registration.getDigest())
        .setCandidateUri(registration.getUri())
        .setPolicyDigest(registration.getPolicyDigest())
        .setVerdict(Verdict.FAIL)
        .setKeyId("")
        .setSignature("");
  }
}
