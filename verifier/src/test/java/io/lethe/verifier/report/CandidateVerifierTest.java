// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.registered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.Models;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.verifier.TestRecords;
import io.lethe.verifier.derive.Derivations;
import io.lethe.verifier.derive.Rederiver;
import io.lethe.verifier.derive.RelearnProbe;
import io.lethe.verifier.reference.ReferenceTables;
import io.lethe.verifier.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateVerifierTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(40), new LogisticRegression(1), 5, 1);

  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Wide enough for 120 forget samples; what fails here fails by far. */
  private static final ModelPolicy POLICY =
      new ModelPolicy(
          ModelPolicy.defaults().sealing(),
          ModelPolicy.defaults().ladder(),
          new Gate(
              new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, NONE, 1, 0.15, NONE, 0.3, 100),
              Gate.Utility.DEFAULTS,
              new Gate.Weights(0.5, 0, 0.25, 1, false)));

  private static final String POLICY_TEXT = POLICY.toCanonicalJson();

  @TempDir static Path shared;

  private static double measuredRootTestAccuracy = Double.NaN;

  @TempDir Path folder;

  private FileArtifactStore store;
  private NoiseDataset dataset;
  private DatasetCache datasets;
  private SigningKey signingKey;
  private HmacKey splitKey;
  private String original;
  private String unlearned;
  private final Views views = new Views();
  private UnlearningJob job;

  @BeforeEach
  void registerDatasetOriginalAndJob() throws IOException {
    store = new FileArtifactStore(folder.resolve("store"), ArtifactWriter.VERIFIER);
    dataset = NoiseDataset.register(shared, store);
    datasets = new DatasetCache(store::treeAt, shared.resolve("cache"), 1);
    signingKey = SigningKey.loadOrCreate(folder.resolve("signing.key"));
    splitKey = HmacKey.load(fixedKey(folder.resolve("split.key")));
    original = store.putTree(WrittenModels.write(folder.resolve("original"), 0)).digest();
    unlearned = store.putTree(WrittenModels.write(folder.resolve("unlearned"), 120)).digest();
    store.putBlob(ForgetSet.empty().toBytes());
    store.putBlob(NoiseDataset.FORGET.toBytes());
    job = TestRecords.job(original, dataset.digest(), dataset.uri(), NoiseDataset.FORGET);
    views.apply(registration(rootTestAccuracy()));
    views.apply(job);
  }

  @AfterEach
  void closeDatasets() {
    datasets.close();
  }

  @Test
  void shouldPassAndSignACandidateThatHasForgotten() {
    VerificationReport report = verify(unlearned);

    assertThat(report.getFindings()).isEmpty();
    assertThat(report.getCriteria())
        .hasSize(15)
        .allSatisfy(
            c ->
                assertThat(c.getVerdict())
                    .as(c.toString())
                    .isEqualTo(
                        c.getName().equals("earlier_margin_rise")
                            ? CriterionVerdict.REPORTED
                            : CriterionVerdict.PASS));
    assertThat(report.getVerdict()).isEqualTo(Verdict.PASS);
    assertThat(report.getKind()).isEqualTo(ReportKind.CANDIDATE);
    assertThat(report.getMetrics())
        .containsKeys(
            MetricNames.TEST_ACCURACY,
            MetricNames.RETAIN_ACCURACY,
            MetricNames.FORGET_ACCURACY,
            MetricNames.UNSEEN_ACCURACY,
            MetricNames.MIA_TNR,
            MetricNames.MIA_TNR_REFERENCE_CODE,
            MetricNames.MIA_TNR_WITH_LOSS,
            MetricNames.JS,
            MetricNames.ACC_ERR_PARENT,
            MetricNames.ACC_ERR_ORIGINAL);
    assertThat(report.getMetrics().get(MetricNames.JS)).isBetween(0.01, Math.log(2));
    ReportStatement.verify(report, signingKey.asTrusted());
  }

  @Test
  void shouldRepeatWhatTheReportIsAbout() {
    VerificationReport report = verify(unlearned);

    assertThat(report.getJobId()).isEqualTo(job.getJobId());
    assertThat(report.getParentDigest()).isEqualTo(original);
    assertThat(report.getRootDigest()).isEqualTo(original);
    assertThat(report.getChampionEpoch()).isEqualTo(1);
    assertThat(report.getCandidateDigest()).isEqualTo(unlearned);
    assertThat(report.getForgottenDigest()).isEqualTo(NoiseDataset.FORGET.digest());
    assertThat(report.getForgottenUri()).isEqualTo(job.getForgottenUri());
    assertThat(report.getPolicyDigest()).isEqualTo(ModelPolicy.digestOf(POLICY_TEXT));
    assertThat(report.getVerifiedAt()).isEqualTo(Instant.parse("2026-11-23T10:00:00.123Z"));
  }

  @Test
  void shouldRefuseTheUntouchedOriginalByItsBytesAndByTheCriteria() {
    VerificationReport report = verify(original);

    assertFailed(report, "the candidate is the parent, byte for byte");
    assertThat(report.getCriteria())
        .filteredOn(c -> c.getVerdict() == CriterionVerdict.FAIL)
        .extracting(Criterion::getName)
        .contains("forget_accuracy_gap", "forget_margin", "attack_with_loss_tnr_gap")
        .doesNotContain("test_accuracy_drop_parent", "forget_samples");
    assertThat(report.getMetrics().get(MetricNames.JS)).isZero();
  }

  @Test
  void shouldSayThatItCannotTellWhereTheParentRemembersNothing() throws IOException {
    String forgetful =
        store.putTree(WrittenModels.write(folder.resolve("forgetful"), 600)).digest();
    String other = store.putTree(WrittenModels.write(folder.resolve("other"), 601)).digest();
    UnlearningJob fromForgetful =
        TestRecords.job(forgetful, dataset.digest(), dataset.uri(), NoiseDataset.FORGET);
    Views ofForgetful = new Views();
    ofForgetful.apply(
        ModelEvent.newBuilder(
                registered(forgetful, dataset.digest(), dataset.uri(), ForgetSet.empty()))
            .setPolicy(POLICY_TEXT)
            .setPolicyDigest(ModelPolicy.digestOf(POLICY_TEXT))
            .setMetrics(Map.of(MetricNames.TEST_ACCURACY, rootTestAccuracy()))
            .build());
    ofForgetful.apply(fromForgetful);

    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(fromForgetful, other).build(),
                ofForgetful.lookup(fromForgetful.getJobId()),
                () -> false);

    assertThat(report.getVerdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.getFindings()).isEmpty();
    assertThat(report.getCriteria())
        .filteredOn(c -> c.getVerdict() == CriterionVerdict.INCONCLUSIVE)
        .extracting(Criterion::getName)
        .contains("forget_margin_kept");
  }

  @Test
  void shouldFailASetThatLeavesOutASampleOfItsPeople() {
    ForgetSet less =
        ForgetSet.of(
            NoiseDataset.FORGET.subjectKeys(),
            IntStream.of(NoiseDataset.FORGET.ordinals()).skip(1).toArray());
    store.putBlob(less.toBytes());
    UnlearningJob partly = TestRecords.job(original, dataset.digest(), dataset.uri(), less);
    views.apply(partly);

    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(partly, unlearned).build(), views.lookup(partly.getJobId()), () -> false);

    assertFailed(report, "the forget set leaves out 1 samples of 1 of its subjects");
  }

  @Test
  void shouldFailWhatDiffersFromTheJobWithoutMeasuring() {
    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(job, unlearned).setForgottenDigest(digest("less")).build(),
                views.lookup(job.getJobId()),
                () -> false);

    assertFailed(report, "forgottenDigest is " + digest("less"));
    assertThat(report.getCriteria()).isEmpty();
    assertThat(report.getForgottenDigest()).isEqualTo(job.getForgottenDigest());
  }

  @Test
  void shouldFailACandidateWithTextsThatAreTooLongWithoutRepeatingThem() {
    String anybodys = "x".repeat(700_000);
    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(job, unlearned)
                    .setModel(anybodys)
                    .setCandidateUri(anybodys)
                    .setHyperParameters(Map.of("epochs", anybodys))
                    .build(),
                views.lookup(job.getJobId()),
                () -> false);

    assertThat(report.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.getFindings())
        .containsExactly(
            "model has 700,000 characters; it may have at most 128 characters",
            "candidateUri has 700,000 characters; it may have at most 2,048 characters",
            "hyperParameters has 700,000 characters; it may have at most 128 characters");
    assertThat(report.getCriteria()).isEmpty();
    assertThat(report.toString()).hasSizeLessThan(5_000);
    assertThat(pageOf(report)).hasSizeLessThan(50_000);
  }

  @Test
  void shouldFailACandidateThatIsNotMeasuredAgain() {
    VerificationReport report =
        verifier(new WrittenModels())
            .refuse(
                candidate(job, unlearned).build(),
                views.lookup(job.getJobId()),
                "measuring it ended this process 10 times");

    assertFailed(
        report, "the candidate is not measured again: measuring it ended this process 10 times");
    assertThat(report.getJobId()).isEqualTo(job.getJobId());
    assertThat(report.getForgottenDigest()).isEqualTo(job.getForgottenDigest());
    assertThat(pageOf(report)).contains("ended this process 10 times", "Nothing was measured");
  }

  @Test
  void shouldFailACandidateWhoseBytesDoNotMatchItsDigest() throws IOException {
    Path tree = store.tree(unlearned);
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path path : files.toList()) {
        assertThat(path.toFile().setWritable(true)).isTrue();
      }
    }
    Files.writeString(tree.resolve("variables/variables.index"), "600");

    assertFailed(verify(unlearned), "ArtifactCorruptException");
  }

  @Test
  void shouldFailACandidateThatIsNotInTheStore() {
    assertFailed(verify(digest("nowhere")), "ArtifactMissingException");
  }

  @Test
  void shouldFailACandidateWithAnotherGraph() throws IOException {
    Path changed = WrittenModels.write(folder.resolve("changed"), 120);
    Files.writeString(changed.resolve("saved_model.pb"), "graph that knows the answers");

    assertFailed(verify(store.putTree(changed).digest()), "saved_model.pb differs");
  }

  @Test
  void shouldFailWhereTheDatasetIsMissing() {
    store.deleteTree(ArtifactRef.parse(dataset.uri()).digest());
    datasets.close();

    assertFailed(verify(unlearned), "ArtifactMissingException");
  }

  @Test
  void shouldFailWhereASetIsMissing() {
    ForgetSet lost = NoiseDataset.FORGET.union(ForgetSet.of(List.of(digest("x")), 300));
    UnlearningJob other =
        TestRecords.job(
            original,
            dataset.digest(),
            dataset.uri(),
            NoiseDataset.FORGET,
            lost,
            NoiseDataset.FORGET);
    views.apply(other);

    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(other, unlearned).build(), views.lookup(other.getJobId()), () -> false);

    assertFailed(report, "ArtifactMissingException");
  }

  @Test
  void shouldFailWhereTheRootWasNeverMeasured() {
    views.apply(registration(Double.NaN));

    VerificationReport report = verify(unlearned);

    assertThat(report.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.getCriteria())
        .filteredOn(c -> c.getVerdict() == CriterionVerdict.FAIL)
        .extracting(Criterion::getName)
        .containsExactly("test_accuracy_drop_root");
  }

  @Test
  void shouldFailAnUnknownJob() {
    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(job, unlearned).build(), new Views().lookup(job.getJobId()), () -> false);

    assertFailed(report, "no such job on unlearning.jobs");
    assertThat(report.getPolicyDigest()).isEmpty();
  }

  @Test
  void shouldFailAPolicyThatIsNotTheOneOfItsDigest() {
    views.apply(ModelEvent.newBuilder(registration(0.9)).setPolicyDigest(digest("other")).build());

    assertFailed(verify(unlearned), "the policy's digest is " + ModelPolicy.digestOf(POLICY_TEXT));
  }

  /** What was registered before a field of the policy existed, and in another order. */
  @Test
  void shouldTakeAPolicysDigestFromItsTextAsRegistered() {
    String older =
        "{\"gate\":{\"minForgetSamples\":100,\"maxForgetMargin\":0.6,\"maxForgetDistance\":0.4,"
            + "\"maxForgetAccuracyGap\":0.25,\"maxForgetPeople\":3,\"minKernelCosine\":0,\"maxForgetPeopleKept\":1,\"maxStandInMargin\":null,\"maxStandInDistance\":1}}";
    views.apply(
        ModelEvent.newBuilder(registration(rootTestAccuracy()))
            .setPolicy(older)
            .setPolicyDigest(ModelPolicy.digestOf(older))
            .build());

    VerificationReport report = verify(unlearned);

    assertThat(report.getVerdict()).isEqualTo(Verdict.PASS);
    assertThat(report.getPolicyDigest()).isEqualTo(ModelPolicy.digestOf(older));
  }

  @Test
  void shouldFailWhenAModelBreaksDown() {
    Models broken =
        new Models() {
          @Override
          public <R> R with(Path savedModel, Use<R> use) {
            throw new UnsatisfiedLinkError("no native library");
          }
        };

    VerificationReport report =
        verifier(broken)
            .verify(candidate(job, unlearned).build(), views.lookup(job.getJobId()), () -> false);

    assertFailed(report, "UnsatisfiedLinkError: no native library");
  }

  @Test
  void shouldStoreAPageThatTheReportNamesAndSigns() {
    VerificationReport report = verify(unlearned);

    String page = pageOf(report);
    assertThat(report.getPageUri()).isEqualTo("artifact:blob/" + report.getPageDigest());
    assertThat(page)
        .contains(
            "<strong>PASS</strong>", report.getCandidateDigest(), "24 people of the forget set")
        .contains("This lineage had forgotten nobody before");
    assertThat(report.getCriteria())
        .allSatisfy(each -> assertThat(page).contains("<code>" + each.getName() + "</code>"));
    assertThat(NoiseDataset.FORGET.subjectKeys())
        .allSatisfy(key -> assertThat(page).doesNotContain(key));
    assertThat(report.getMetrics()).hasSizeLessThan(80);
    VerificationReport otherPage =
        VerificationReport.newBuilder(report).setPageDigest(digest("other page")).build();
    assertThatThrownBy(() -> ReportStatement.verify(otherPage, signingKey.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class);
  }

  @Test
  void shouldMakeTheSamePageOfTheSameMeasurements() {
    assertThat(verify(unlearned).getPageDigest()).isEqualTo(verify(unlearned).getPageDigest());
  }

  @Test
  void shouldStoreAPageOfAFindingThatCameBeforeMeasuring() {
    assertThat(pageOf(verify(digest("nowhere"))))
        .contains("<strong>FAIL</strong>", "ArtifactMissingException", "Nothing was measured");
  }

  @Test
  void shouldStoreNoPageForACandidateOfAJobThatNobodyKnows() {
    VerificationReport report =
        verifier(new WrittenModels())
            .verify(
                candidate(job, unlearned).build(), new Views().lookup(job.getJobId()), () -> false);

    assertThat(report.getPageDigest()).isNull();
    assertThat(report.getPageUri()).isNull();
  }

  @Test
  void shouldFailWhereThePageCannotBeStored() throws IOException {
    Path blobs = folder.resolve("store/verifier/blobs");
    Files.createDirectories(folder.resolve("store/intake"));
    Files.move(blobs, folder.resolve("store/intake/blobs"));
    Files.createFile(blobs);

    VerificationReport report = verify(unlearned);

    assertFailed(report, "the report's page could not be stored: ArtifactStoreException");
    assertThat(report.getPageDigest()).isNull();
    assertThat(report.getCriteria()).as("what was measured is kept").hasSize(15);
  }

  private String pageOf(VerificationReport report) {
    return new String(store.readBlob(report.getPageDigest()), UTF_8);
  }

  @Test
  void shouldNotVerifyOnceAReportIsChanged() {
    VerificationReport report = verify(original);
    VerificationReport forged =
        VerificationReport.newBuilder(report).setVerdict(Verdict.PASS).build();

    assertThatThrownBy(() -> ReportStatement.verify(forged, signingKey.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class);
  }

  /** Always the same key: what is measured must not depend on the luck of a split. */
  private static Path fixedKey(Path file) throws IOException {
    String secret =
        Base64.getEncoder().encodeToString("a key of 32 bytes, only for this".getBytes(UTF_8));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file, "-----BEGIN LETHE HMAC KEY-----\n" + secret + "\n-----END LETHE HMAC KEY-----\n");
  }

  private void assertFailed(VerificationReport report, String finding) {
    assertThat(report.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.getFindings()).singleElement().asString().contains(finding);
    ReportStatement.verify(report, signingKey.asTrusted());
  }

  private VerificationReport verify(String candidateDigest) {
    return verifier(new WrittenModels())
        .verify(candidate(job, candidateDigest).build(), views.lookup(job.getJobId()), () -> false);
  }

  private CandidateVerifier verifier(Models models) {
    return new CandidateVerifier(
        store,
        new VerificationEngine(
            models, Datasets.of(datasets, ProgressListener.none()), ATTACKS, 10_000),
        new Trainings(
            new Derivations(
                new Rederiver(
                    RuntimeOptions.cpu(1),
                    folder.resolve("derived"),
                    "test",
                    ProgressListener.none())),
            new RelearnProbe(
                RuntimeOptions.cpu(1), folder.resolve("relearned"), ProgressListener.none()),
            new ReferenceTables(
                RuntimeOptions.cpu(1), folder.resolve("references"), ProgressListener.none())),
        splitKey,
        signingKey,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Measured once: the model and the test split are the same in every test, whatever the keys. */
  private double rootTestAccuracy() {
    if (!Double.isNaN(measuredRootTestAccuracy)) {
      return measuredRootTestAccuracy;
    }
    VerificationReport baseline =
        new BaselineEvaluator(
                store,
                new VerificationEngine(
                    new WrittenModels(),
                    Datasets.of(datasets, ProgressListener.none()),
                    ATTACKS,
                    Integer.MAX_VALUE),
                new ReferenceTables(
                    RuntimeOptions.cpu(1), folder.resolve("of-roots"), ProgressListener.none()),
                splitKey,
                signingKey,
                Clock.fixed(NOW, ZoneOffset.UTC))
            .evaluate(
                TestRecords.accepted(original, dataset.digest(), dataset.uri(), ForgetSet.empty()),
                () -> false);
    measuredRootTestAccuracy = baseline.getMetrics().get(MetricNames.TEST_ACCURACY);
    return measuredRootTestAccuracy;
  }

  private ModelEvent registration(double rootTestAccuracy) {
    return ModelEvent.newBuilder(
            registered(original, dataset.digest(), dataset.uri(), ForgetSet.empty()))
        .setPolicy(POLICY_TEXT)
        .setPolicyDigest(ModelPolicy.digestOf(POLICY_TEXT))
        .setMetrics(Map.of(MetricNames.TEST_ACCURACY, rootTestAccuracy))
        .build();
  }
}
