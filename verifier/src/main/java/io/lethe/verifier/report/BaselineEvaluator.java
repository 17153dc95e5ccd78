// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static io.lethe.verifier.page.BoundedText.ofName;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.text.TextLimit;
import io.lethe.evaluation.split.KeyedOrder;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.text.InputTexts;
import io.lethe.verifier.page.BoundedText;
import io.lethe.verifier.reference.ReferenceSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
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
  private final ReferenceSource references;
  private final HmacKey splitKey;
  private final SigningKey signingKey;
  private final Clock clock;

  /**
   * An evaluator of roots, of the same parts as a {@link CandidateVerifier}.
   *
   * @param references for roots alone: candidates are verified meanwhile
   */
  public BaselineEvaluator(
      ArtifactStore store,
      VerificationEngine engine,
      ReferenceSource references,
      HmacKey splitKey,
      SigningKey signingKey,
      Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.engine = Objects.requireNonNull(engine, "engine");
    this.references = Objects.requireNonNull(references, "references");
    this.splitKey = Objects.requireNonNull(splitKey, "splitKey");
    this.signingKey = Objects.requireNonNull(signingKey, "signingKey");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Measures and signs.
   *
   * @param registration as the registry accepted it
   * @param cancelled asked while reference models are trained
   * @return a report of kind BASELINE: PASS, the root could be loaded and measured on its dataset
   *     and, where it is said to have been trained without some people, shows that; INCONCLUSIVE
   *     where these cannot tell; or FAIL with the reason, that it took too long among them
   * @throws CancellationException if nobody waits for it any more
   */
  public VerificationReport evaluate(ModelEvent registration, BooleanSupplier cancelled) {
    Instant startedAt = clock.instant();
    VerificationReport.Builder report = about(registration);
    try {
      RootResult found = measure(registration, cancelled);
      report
          .setMetrics(found.metrics())
          .setCriteria(found.criteria())
          .setFindings(found.findings())
          .setTrainedWithout(found.trainedWithout())
          .setVerdict(found.verdict());
    } catch (CancellationException e) {
      throw e;
    } catch (OverdueException e) {
      report.setFindings(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      LOGGER
          .atError()
          .setMessage("A root could not be measured, its registration is refused")
          .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(registration.getModel()))
          .setCause(e)
          .log();
      report.setFindings(
          List.of(
              BoundedText.of(e.getClass().getSimpleName() + ": " + e.getMessage(), FINDING_BYTES)));
    }
    return signed(report, startedAt);
  }

  /**
   * Signs that a root is not measured.
   *
   * @param why in words
   * @return a report that fails
   */
  public VerificationReport refuse(ModelEvent registration, String why) {
    LOGGER
        .atError()
        .setMessage("A root is not measured again, its registration is refused")
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(registration.getModel()))
        .addKeyValue(LogKeys.REASON, why)
        .log();
    return signed(
        about(registration).setFindings(List.of(BoundedText.of(why, FINDING_BYTES))),
        clock.instant());
  }

  private VerificationReport signed(VerificationReport.Builder report, Instant startedAt) {
    Instant finishedAt = clock.instant();
    return ReportStatement.sign(
        report
            .setVerifiedAt(finishedAt.truncatedTo(ChronoUnit.MILLIS))
            .setDurationMillis(Duration.between(startedAt, finishedAt).toMillis())
            .build(),
        signingKey);
  }

  private RootResult measure(ModelEvent registration, BooleanSupplier cancelled) {
    List<String> tooLong = InputTexts.problems(registration);
    if (!tooLong.isEmpty()) {
      return RootResult.refused(BoundedText.of(String.join("; ", tooLong), FINDING_BYTES));
    }
    SampleOrder order = new KeyedOrder(splitKey, registration.getDatasetDigest());
    return engine.measure(
        new RootInput(
            store.tree(registration.getDigest()),
            registration.getDatasetDigest(),
            registration.getDatasetUri(),
            ForgetSet.parse(store.readBlob(registration.getForgottenDigest())),
            ModelPolicy.parse(registration.getPolicy()).gate(),
            order,
            references.of(order, cancelled)));
  }

  /** What the registration says, none of it at any length; it fails until it is measured. */
  private static VerificationReport.Builder about(ModelEvent registration) {
    String root = ofName(registration.getDigest());
    String forgotten = ofName(registration.getForgottenDigest());
    return VerificationReport.newBuilder()
        .setKind(ReportKind.BASELINE)
        .setCommandId(ofName(registration.getCommandId()))
        .setModel(ofName(registration.getModel()))
        .setAttempt(0)
        .setParentDigest(root)
        .setChampionEpoch(0)
        .setDatasetDigest(ofName(registration.getDatasetDigest()))
        .setForgetSetDigest(ForgetSet.empty().digest())
        .setExcludedDigest(forgotten)
        .setForgottenDigest(forgotten)
        .setForgottenUri(ofName(registration.getForgottenUri()))
        .setRootDigest(root)
        .setCandidateDigest(root)
        .setCandidateUri(ofName(registration.getUri()))
        .setPolicyDigest(ofName(registration.getPolicyDigest()))
        .setVerdict(Verdict.FAIL)
        .setKeyId("")
        .setSignature("");
  }
}
