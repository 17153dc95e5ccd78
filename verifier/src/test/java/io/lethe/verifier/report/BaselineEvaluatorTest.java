// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static io.lethe.verifier.TestRecords.accepted;
import static io.lethe.verifier.TestRecords.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.Models;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.loop.BegunWork;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.verifier.reference.ReferenceTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineEvaluatorTest {
  /**
   * Without the reference models, which cannot learn noise, and with room for what 120 samples can
   * show.
   */
  private static final ModelPolicy UNAIDED = unaided(ModelPolicy.defaults());

  @TempDir static Path shared;
  @TempDir Path folder;

  private FileArtifactStore store;
  private DatasetCache datasets;
  private SigningKey signingKey;
  private ModelEvent registration;

  @BeforeEach
  void putWhatIsRegistered() throws IOException {
    store = new FileArtifactStore(folder.resolve("store"), ArtifactWriter.VERIFIER);
    NoiseDataset dataset = NoiseDataset.register(shared, store);
    datasets = new DatasetCache(store::treeAt, shared.resolve("cache"), 1);
    signingKey = SigningKey.loadOrCreate(folder.resolve("signing.key"));
    String root = store.putTree(WrittenModels.write(folder.resolve("root"), 0)).digest();
    store.putBlob(ForgetSet.empty().toBytes());
    registration = accepted(root, dataset.digest(), dataset.uri(), ForgetSet.empty());
  }

  @AfterEach
  void closeDatasets() {
    datasets.close();
  }

  @Test
  void shouldSignWhatItMeasuredForTheVeryCommand() {
    VerificationReport baseline = evaluate(new WrittenModels(), registration);

    assertThat(baseline.getKind()).isEqualTo(ReportKind.BASELINE);
    assertThat(baseline.getVerdict()).isEqualTo(Verdict.PASS);
    assertThat(baseline.getFindings()).isEmpty();
    assertThat(baseline.getTrainedWithout()).as("nobody was left out").isNull();
    assertThat(baseline.getCommandId()).isEqualTo(registration.getCommandId());
    assertThat(baseline.getModel()).isEqualTo(registration.getModel());
    assertThat(baseline.getCandidateDigest()).isEqualTo(registration.getDigest());
    assertThat(baseline.getRootDigest()).isEqualTo(registration.getDigest());
    assertThat(baseline.getDatasetDigest()).isEqualTo(registration.getDatasetDigest());
    assertThat(baseline.getForgottenDigest()).isEqualTo(registration.getForgottenDigest());
    assertThat(baseline.getPolicyDigest()).isEqualTo(registration.getPolicyDigest());
    assertThat(baseline.getMetrics())
        .containsKeys(
            MetricNames.TEST_ACCURACY, MetricNames.RETAIN_ACCURACY, MetricNames.MIA_CV_ACCURACY);
  }

  static Stream<Arguments> whatCannotBeMeasured() {
    String unknown = digest("nobody stored it");
    return Stream.of(
        bent("no such bytes", it -> it.setDigest(unknown)),
        bent("no such set", it -> it.setForgottenDigest(unknown)),
        bent("no such dataset", it -> it.setDatasetUri("artifact:tree/" + unknown)),
        bent("another dataset", it -> it.setDatasetDigest(unknown)));
  }

  private static Arguments bent(String what, UnaryOperator<ModelEvent.Builder> bend) {
    return Arguments.of(what, bend);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatCannotBeMeasured")
  void shouldSignARefusalOfWhatTheStoreDoesNotHold(
      String what, UnaryOperator<ModelEvent.Builder> bend) {
    ModelEvent bent = bend.apply(ModelEvent.newBuilder(registration)).build();

    assertRefused(evaluate(new WrittenModels(), bent));
  }

  @Test
  void shouldSignASmallRefusalOfARegistrationWithTextsThatAreTooLong() {
    String anybodys = "x".repeat(700_000);
    ModelEvent bent =
        ModelEvent.newBuilder(registration)
            .setModel(anybodys)
            .setCommandId(anybodys)
            .setUri(anybodys)
            .setDatasetUri(anybodys)
            .setForgottenUri(anybodys)
            .build();

    VerificationReport refusal = evaluate(new WrittenModels(), bent);

    assertThat(assertRefused(refusal))
        .startsWith("model has 700,000 characters; it may have at most 128 characters; commandId");
    assertThat(refusal.toString()).hasSizeLessThan(6_000);
  }

  @Test
  void shouldSignARefusalOfBytesThatAreNoModel() throws IOException {
    Path broken = WrittenModels.write(folder.resolve("broken"), 0);
    Files.writeString(broken.resolve("variables/variables.index"), "no word");
    ModelEvent ofBroken =
        ModelEvent.newBuilder(registration).setDigest(store.putTree(broken).digest()).build();

    assertThat(assertRefused(evaluate(new WrittenModels(), ofBroken))).contains("no word");
  }

  @Test
  void shouldSignARefusalWhereTheEngineFailsInAnyWay() {
    Models failing =
        new Models() {
          @Override
          public <R> R with(Path savedModel, Use<R> use) {
            throw new OutOfMemoryError("too large for this machine");
          }
        };

    assertThat(assertRefused(evaluate(failing, registration)))
        .startsWith("OutOfMemoryError: too large for this machine");
  }

  /** A model each of whose batches takes a quarter of an hour. */
  @Test
  void shouldSignARefusalOfARootThatTakesLongerThanItMay() {
    AtomicLong nanos = new AtomicLong();
    BegunWork begun = BegunWork.in(folder.resolve("begun"), "measuring it");
    Measuring measuring =
        Measuring.within(Duration.ofMinutes(30), begun, ProgressListener.none(), nanos::get);
    Models slow =
        new Models() {
          @Override
          public <R> R with(Path savedModel, Use<R> use) {
            for (int batch = 1; batch <= 10; batch++) {
              nanos.addAndGet(Duration.ofMinutes(15).toNanos());
              measuring.progress("predict", batch, 10);
            }
            return new WrittenModels().with(savedModel, use);
          }
        };

    VerificationReport refusal =
        measuring.during(
            "a",
            () -> false,
            () -> evaluate(slow, registration),
            why -> {
              throw new AssertionError(why);
            });

    assertThat(assertRefused(refusal)).startsWith("the model could not be measured in PT30M; ");
  }

  @Test
  void shouldSignARefusalOfARootThatIsNotMeasuredAgain() {
    VerificationReport refusal =
        evaluator(new WrittenModels())
            .refuse(registration, "measuring it ended this process 10 times");

    ReportStatement.verify(refusal, signingKey.asTrusted());
    assertThat(assertRefused(refusal)).isEqualTo("measuring it ended this process 10 times");
    assertThat(refusal.getCommandId()).isEqualTo(registration.getCommandId());
    assertThat(refusal.getCandidateDigest()).isEqualTo(registration.getDigest());
  }

  /** It knows nothing of the first 120 samples, on which it was not trained. */
  @Test
  void shouldPassARootThatTreatsThoseLeftOutAsItTreatsSamplesNeverSeen() throws IOException {
    VerificationReport baseline = evaluate(withoutSome(120, NoiseDataset.FORGET, UNAIDED));

    assertThat(baseline.getVerdict()).as(baseline.toString()).isEqualTo(Verdict.PASS);
    assertThat(baseline.getTrainedWithout())
        .as("by a gate that asks little")
        .isEqualTo("claimed, not shown");
    assertThat(baseline.getFindings()).isEmpty();
    assertThat(baseline.getCriteria())
        .extracting(Criterion::getName)
        .containsExactlyElementsOf(
            UNAIDED.gate().requirementsOfRoot().stream()
                .map(each -> each.criterion().label())
                .toList());
    assertThat(criterion(baseline, GateCriterion.FORGET_MARGIN).getControlLow())
        .as("what it knows of those it was trained on")
        .isGreaterThan(0.5);
  }

  @Test
  void shouldFailARootThatKnowsThoseOnWhomItIsSaidNotToHaveBeenTrained() throws IOException {
    VerificationReport baseline = evaluate(withoutSome(0, NoiseDataset.FORGET, UNAIDED));

    assertThat(baseline.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(baseline.getTrainedWithout()).isNull();
    assertThat(criterion(baseline, GateCriterion.FORGET_MARGIN).getVerdict())
        .isEqualTo(CriterionVerdict.FAIL);
    assertThat(criterion(baseline, GateCriterion.FORGET_MARGIN_KEPT).getVerdict())
        .isEqualTo(CriterionVerdict.FAIL);
    assertThat(baseline.getMetrics()).containsKey(MetricNames.TEST_ACCURACY);
  }

  /** A model that learned nothing knows those least of all. */
  @Test
  void shouldNotTakeForShownWhatAModelThatKnowsNobodyShows() throws IOException {
    VerificationReport baseline =
        evaluate(withoutSome(NoiseDataset.TRAIN, NoiseDataset.FORGET, UNAIDED));

    assertThat(baseline.getVerdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(baseline.getTrainedWithout()).isEqualTo("claimed, not shown");
    assertThat(criterion(baseline, GateCriterion.FORGET_MARGIN_KEPT).getVerdict())
        .isEqualTo(CriterionVerdict.INCONCLUSIVE);
  }

  @Test
  void shouldTellNothingOfFourPeople() throws IOException {
    VerificationReport baseline =
        evaluate(withoutSome(0, NoiseDataset.people(4), ModelPolicy.defaults()));

    assertThat(baseline.getVerdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(criterion(baseline, GateCriterion.FORGET_SAMPLES).getVerdict())
        .isEqualTo(CriterionVerdict.INCONCLUSIVE);
  }

  /** Small networks that never saw them learn nothing of labels that the pictures do not show. */
  @Test
  void shouldTellNothingWhereNobodyCanSayHowTheyMustComeOut() throws IOException {
    VerificationReport baseline =
        evaluate(withoutSome(0, NoiseDataset.FORGET, ModelPolicy.defaults()));

    assertThat(baseline.getVerdict()).as(baseline.toString()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(criterion(baseline, GateCriterion.FORGET_MARGIN).getValue()).isGreaterThan(0.5);
    assertThat(criterion(baseline, GateCriterion.STAND_IN_MARGIN).getNote())
        .contains("too few to be believed");
  }

  @Test
  void shouldFindASetThatHasNotAllSamplesOfItsPeople() throws IOException {
    ForgetSet part =
        ForgetSet.of(NoiseDataset.FORGET.subjectKeys(), IntStream.range(0, 110).toArray());

    VerificationReport baseline = evaluate(withoutSome(120, part, UNAIDED));

    assertThat(baseline.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(baseline.getFindings()).isNotEmpty();
  }

  private static Criterion criterion(VerificationReport report, GateCriterion wanted) {
    return report.getCriteria().stream()
        .filter(each -> each.getName().equals(wanted.label()))
        .findFirst()
        .orElseThrow();
  }

  /** A root that does not know the first samples. */
  private ModelEvent withoutSome(int unknownSamples, ForgetSet without, ModelPolicy policy)
      throws IOException {
    Path root = WrittenModels.write(folder.resolve("without"), unknownSamples);
    String text = policy.toCanonicalJson();
    return ModelEvent.newBuilder(registration)
        .setDigest(store.putTree(root).digest())
        .setForgottenDigest(store.putBlob(without.toBytes()).digest())
        .setPolicy(text)
        .setPolicyDigest(ModelPolicy.digestOf(text))
        .build();
  }

  private VerificationReport evaluate(ModelEvent accepted) {
    return evaluate(new WrittenModels(), accepted);
  }

  private static String assertRefused(VerificationReport report) {
    assertThat(report.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.getMetrics()).isEmpty();
    assertThat(report.getFindings()).hasSize(1);
    assertThat(report.getFindings().get(0)).isNotBlank();
    return report.getFindings().get(0);
  }

  private VerificationReport evaluate(Models models, ModelEvent accepted) {
    VerificationReport report = evaluator(models).evaluate(accepted, () -> false);
    ReportStatement.verify(report, signingKey.asTrusted());
    return report;
  }

  private BaselineEvaluator evaluator(Models models) {
    return new BaselineEvaluator(
        store,
        new VerificationEngine(
            models,
            Datasets.of(datasets, ProgressListener.none()),
            new AttackSettings(new GradientBoosting(4), new LogisticRegression(1), 5, 1),
            200),
        new ReferenceTables(
            RuntimeOptions.cpu(1), folder.resolve("references"), ProgressListener.none()),
        HmacKey.loadOrCreate(folder.resolve("split.key")),
        signingKey,
        Clock.systemUTC());
  }

  private static ModelPolicy unaided(ModelPolicy policy) {
    Gate.Forgetting limits = policy.gate().forgetting();
    Gate.Forgetting alone =
        new Gate.Forgetting(
            0.2,
            limits.maxMargin(),
            limits.maxMarginKept(),
            0.3,
            limits.maxPeople(),
            limits.maxPeopleKept(),
            Double.POSITIVE_INFINITY,
            1,
            limits.maxEarlierRise(),
            limits.maxRelearnedMargin(),
            limits.maxAttackGap(),
            limits.minSamples());
    return new ModelPolicy(
        policy.sealing(),
        policy.ladder(),
        new Gate(alone, policy.gate().utility(), policy.gate().weights()),
        policy.limits());
  }
}
