// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.file.Folders;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Requirement;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.ModelAggregate;
import io.lethe.registry.model.ParkedSets;
import io.lethe.registry.model.RowLookup;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.work.JobIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Well-formed inputs of one model, signed with a key of its own; tests bend single fields. */
public final class Samples {
  public static final String MODEL = "faces";
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final String ROOT = digest("root bytes");
  public static final String DATASET = digest("dataset");
  public static final String NOTHING_FORGOTTEN = ForgetSet.empty().digest();
  public static final ModelPolicy POLICY = ModelPolicy.defaults();
  public static final ParkedSets NONE_PARKED =
      new ParkedSets() {
        @Override
        public Optional<Long> parkedAfter(String forgetSetDigest) {
          return Optional.empty();
        }

        @Override
        public List<String> some(int most) {
          return List.of();
        }
      };
  public static final String POLICY_DIGEST = ModelPolicy.digestOf(POLICY.toCanonicalJson());

  private final SigningKey signingKey;

  public Samples() {
    GeneratedClasses.trust();
    signingKey = newKey();
  }

  public static String digest(String text) {
    return Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  public static SigningKey newKey() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "keys-");
      try {
        return SigningKey.loadOrCreate(folder.resolve("verifier.pem"));
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TrustedKeys trustedKeys() {
    return signingKey.asTrusted();
  }

  public VerificationReport sign(VerificationReport.Builder report) {
    return ReportStatement.sign(report.build(), signingKey);
  }

  public static ModelCommand register() {
    return registration().build();
  }

  public static ModelCommand.Builder registration() {
    return command(CommandType.REGISTER)
        .setModelDigest(ROOT)
        .setModelUri("artifact:tree/" + ROOT)
        .setDatasetDigest(DATASET)
        .setDatasetUri("artifact:tree/" + DATASET)
        .setForgottenDigest(NOTHING_FORGOTTEN)
        .setForgottenUri("artifact:blob/" + NOTHING_FORGOTTEN)
        .setPolicy(POLICY.toCanonicalJson());
  }

  public static ModelCommand.Builder command(CommandType type) {
    return ModelCommand.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setModel(MODEL)
        .setType(type)
        .setIssuedAt(NOW);
  }

  /** A report that has a page. */
  public VerificationReport paged(UnlearningJob job, ArtifactRef page) {
    return sign(report(job, digest("bytes")).setPageDigest(page.digest()).setPageUri(page.uri()));
  }

  /** What an honest verifier makes of a registration; bend it, then {@link #sign} it. */
  public VerificationReport.Builder baseline(ModelCommand registration) {
    return baseline(registration.getModelDigest())
        .setCommandId(registration.getCommandId())
        .setPolicyDigest(ModelPolicy.digestOf(ModelPolicy.canonical(registration.getPolicy())));
  }

  /** The events by which a model is registered. */
  public List<ModelEvent> registered(Decisions decisions) {
    ModelCommand command = register();
    ModelEvent accepted =
        decisions.onCommand(replay(MODEL, List.of()), NONE_PARKED, command, NOW).orElseThrow();
    ModelEvent registered =
        decisions
            .onReport(replay(MODEL, List.of(accepted)), null, sign(baseline(command)), NOW)
            .orElseThrow();
    return List.of(accepted, registered);
  }

  public VerificationReport.Builder baseline(String modelDigest) {
    return blankReport()
        .setKind(ReportKind.BASELINE)
        .setAlgorithm(null)
        .setCriteria(List.of())
        .setAttempt(0)
        .setParentDigest(modelDigest)
        .setChampionEpoch(0)
        .setForgetSetDigest(NOTHING_FORGOTTEN)
        .setExcludedDigest(NOTHING_FORGOTTEN)
        .setForgottenDigest(NOTHING_FORGOTTEN)
        .setForgottenUri("artifact:blob/" + NOTHING_FORGOTTEN)
        .setRootDigest(modelDigest)
        .setCandidateDigest(modelDigest)
        .setCandidateUri("artifact:tree/" + modelDigest);
  }

  /** The state that follows from a model's whole event log, in order. */
  public static ModelAggregate replay(String model, Iterable<ModelEvent> events) {
    ModelAggregate state = ModelAggregate.load(model, RowLookup.empty());
    for (ModelEvent event : events) {
      state = state.apply(event);
    }
    return state;
  }

  /** A job on the registered root. */
  public static UnlearningJob rootJob(String set) {
    return job(1, ROOT, 1, NOTHING_FORGOTTEN, set, 1);
  }

  /** A job on a champion. */
  public static UnlearningJob jobOn(ModelChampion champion, String set, int attempt) {
    return job(
        champion.getVersion(),
        champion.getDigest(),
        champion.getChampionEpoch(),
        champion.getForgottenDigest(),
        set,
        attempt);
  }

  public static UnlearningJob job(
      long parentVersion,
      String parentDigest,
      long championEpoch,
      String parentForgotten,
      String set,
      int attempt) {
    String forgetSet = digest("set " + set);
    String forgotten = digest(parentForgotten + " and " + forgetSet);
    Map<String, String> hyperParameters = Map.of("learning_rate", "0.001", "epochs", "2");
    return JobIdentity.identified(
        UnlearningJob.newBuilder()
            .setModel(MODEL)
            .setAttempt(attempt)
            .setParentVersion(parentVersion)
            .setParentUri("artifact:tree/" + parentDigest)
            .setParentDigest(parentDigest)
            .setChampionEpoch(championEpoch)
            .setDatasetDigest(DATASET)
            .setDatasetUri("artifact:tree/" + DATASET)
            .setForgetSetDigest(forgetSet)
            .setForgetSetUri("artifact:blob/" + forgetSet)
            .setExcludedDigest(forgotten)
            .setExcludedUri("artifact:blob/" + forgotten)
            .setForgottenDigest(forgotten)
            .setForgottenUri("artifact:blob/" + forgotten)
            .setForgetSubjects(10)
            .setForgetSamples(100)
            .setExcludedSamples(100)
            .setForgetSetMerkleRoot(digest("merkle " + set))
            .setAlgorithm("sftc")
            .setHyperParameters(hyperParameters)
            .setPolicyDigest(POLICY_DIGEST)
            .setDeadline(NOW.plusSeconds(3600))
            .setIssuedAt(NOW));
  }

  public static ModelCandidate candidate(UnlearningJob job, String digest) {
    return candidateOf(job)
        .setOutcome(CandidateOutcome.SUCCEEDED)
        .setCandidateDigest(digest)
        .setCandidateUri("artifact:tree/" + digest)
        .build();
  }

  public static ModelCandidate failure(UnlearningJob job, boolean retryable, Instant producedAt) {
    return candidateOf(job)
        .setOutcome(CandidateOutcome.FAILED)
        .setFailureReason("out of memory")
        .setFailureRetryable(retryable)
        .setProducedAt(producedAt)
        .build();
  }

  public static ModelCandidate.Builder candidateOf(UnlearningJob job) {
    return ModelCandidate.newBuilder()
        .setJobId(job.getJobId())
        .setModel(job.getModel())
        .setOutcome(CandidateOutcome.UNKNOWN)
        .setAttempt(job.getAttempt())
        .setParentDigest(job.getParentDigest())
        .setChampionEpoch(job.getChampionEpoch())
        .setDatasetDigest(job.getDatasetDigest())
        .setForgetSetDigest(job.getForgetSetDigest())
        .setExcludedDigest(job.getExcludedDigest())
        .setForgottenDigest(job.getForgottenDigest())
        .setForgottenUri(job.getForgottenUri())
        .setAlgorithm(job.getAlgorithm())
        .setHyperParameters(job.getHyperParameters())
        .setSeed(JobIds.seed(job.getJobId()))
        .setProducedAt(NOW);
  }

  public VerificationReport pass(UnlearningJob job, String candidateDigest) {
    return sign(report(job, candidateDigest));
  }

  /** A report that passes, of people about whom one verdict was given before. */
  public VerificationReport passAgain(UnlearningJob job, String candidateDigest) {
    return sign(
        report(job, candidateDigest)
            .setCriteria(
                criteria(job.getAlgorithm()).stream()
                    .map(
                        each ->
                            each.getRule() == CriterionRule.INTERVAL_WITHIN
                                ? Criterion.newBuilder(each).setLevel(0.975).build()
                                : each)
                    .toList()));
  }

  public VerificationReport fail(UnlearningJob job, String candidateDigest) {
    return sign(
        report(job, candidateDigest)
            .setVerdict(Verdict.FAIL)
            .setCriteria(
                criteria(
                    job.getAlgorithm(),
                    GateCriterion.FORGET_ACCURACY_GAP,
                    it ->
                        it.setValue(0.31)
                            .setLow(0.25)
                            .setHigh(0.37)
                            .setVerdict(CriterionVerdict.FAIL))));
  }

  /** An unsigned report that passes; bend it, then {@link #sign} it. */
  public VerificationReport.Builder report(UnlearningJob job, String candidateDigest) {
    return blankReport()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(job.getJobId())
        .setAttempt(job.getAttempt())
        .setAlgorithm(job.getAlgorithm())
        .setCriteria(criteria(job.getAlgorithm()))
        .setParentDigest(job.getParentDigest())
        .setChampionEpoch(job.getChampionEpoch())
        .setForgetSetDigest(job.getForgetSetDigest())
        .setExcludedDigest(job.getExcludedDigest())
        .setForgottenDigest(job.getForgottenDigest())
        .setForgottenUri(job.getForgottenUri())
        .setRootDigest(ROOT)
        .setCandidateDigest(candidateDigest)
        .setCandidateUri("artifact:tree/" + candidateDigest);
  }

  /** What the policy asks of this algorithm, all of it met. */
  public static List<Criterion> criteria(String algorithm) {
    return POLICY.gate().requirements(algorithm).stream().map(Samples::met).toList();
  }

  /** The same but for one. */
  public static List<Criterion> criteria(
      String algorithm, GateCriterion other, UnaryOperator<Criterion.Builder> bend) {
    return criteria(algorithm).stream()
        .map(
            each ->
                each.getName().equals(other.label())
                    ? bend.apply(Criterion.newBuilder(each)).build()
                    : each)
        .toList();
  }

  /** What a requirement asks, met. */
  public static Criterion met(Requirement requirement) {
    double value =
        Double.isFinite(requirement.lower()) && requirement.lower() > 0
            ? requirement.lower() + 100
            : 0.01;
    return Criterion.newBuilder()
        .setName(requirement.criterion().label())
        .setN(100)
        .setValue(value)
        .setLow(value - 0.005)
        .setHigh(value + 0.005)
        .setLowerLimit(finiteOrNull(requirement.lower()))
        .setUpperLimit(finiteOrNull(requirement.upper()))
        .setLevel(0.95)
        .setRule(CriterionRule.valueOf(requirement.rule().name()))
        .setVerdict(CriterionVerdict.PASS)
        .build();
  }

  private static @Nullable Double finiteOrNull(double limit) {
    return Double.isFinite(limit) ? limit : null;
  }

  private VerificationReport.Builder blankReport() {
    return VerificationReport.newBuilder()
        .setModel(MODEL)
        .setDatasetDigest(DATASET)
        .setPolicyDigest(POLICY_DIGEST)
        .setVerdict(Verdict.PASS)
        .setAlgorithm("sftc")
        .setCriteria(criteria("sftc"))
        .setMetrics(Map.of("test_accuracy", 0.9))
        .setVerifiedAt(NOW)
        .setDurationMillis(1200)
        .setKeyId(signingKey.keyId())
        .setSignature("");
  }
}
