// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Measured;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.evaluation.OfflineEvaluator;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Kernels;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Moments;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetCache;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.check.GraphCheck;
import io.lethe.verifier.derive.Derivation;
import io.lethe.verifier.derive.Probe;
import io.lethe.verifier.derive.RelearnProbe;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.reference.ReferenceModels;
import io.lethe.verifier.reference.ReferenceTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real models: one that learned the noise by heart, and the same with its weights drawn anew. */
class TensorFlowVerificationTest {

  private static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(100), new LogisticRegression(1), 5, 1);

  private static final double NONE = Double.POSITIVE_INFINITY;

  private static final Probe NOT_ASKED =
      (images, retain, measure) -> {
        throw new AssertionError("the policy does not ask for it");
      };

  private static final ReferenceModels NO_REFERENCES =
      (images, excluded, ordinals) -> {
        throw new AssertionError("it is refused for less, or the policy does not ask");
      };

  @TempDir static Path folder;

  private static FileArtifactStore store;
  private static NoiseDataset registered;
  private static Dataset dataset;
  private static Path original;
  private static Path blank;

  @BeforeAll
  static void learnTheNoiseByHeart() throws IOException {
    store = new FileArtifactStore(folder.resolve("store"), ArtifactWriter.VERIFIER);
    registered = NoiseDataset.register(folder, store);
    try (RegisteredBundle bundle =
        RegisteredBundle.open(store.tree(ArtifactRef.parse(registered.uri()).digest()))) {
      dataset =
          Dataset.load(
              bundle,
              new DecodeOptions(folder.resolve("cache"), OptionalInt.empty(), 1),
              ProgressListener.none());
    }
    Path fresh = folder.resolve("fresh");
    Architectures.build(
        "small-cnn", new ImageShape(16, 16, 1), dataset.classNames(), 1, fresh, RUNTIME);
    original = folder.resolve("original");
    blank = folder.resolve("blank");
    try (TrainableModel model = TrainableModel.load(fresh, RUNTIME)) {
      new TrainingLoop(model, dataset)
          .run(
              IntStream.range(0, NoiseDataset.TRAIN).toArray(),
              Objective.crossEntropy(),
              TrainingSettings.plain(30, 32, new LearningRate.Constant(0.002f), 1),
              ProgressListener.none(),
              () -> false);
      model.saveVersion(original);
      model.reinitialize(9, model.fullMask());
      model.saveVersion(blank);
    }
  }

  @AfterAll
  static void closeDataset() {
    dataset.close();
  }

  @Test
  void shouldTellAModelThatRemembersFromOneThatCannot() {
    EngineResult remembers = judge(original);
    EngineResult knowsNothing = judge(blank);

    assertThat(remembers.metrics().get(MetricNames.FORGET_ACCURACY)).isGreaterThan(0.8);
    assertThat(remembers.metrics().get(MetricNames.JS)).isCloseTo(0, within(1e-9));
    assertThat(failed(remembers)).contains("forget_accuracy_gap", "forget_margin");
    assertThat(knowsNothing.decision().verdict())
        .as(knowsNothing.decision().toString())
        .isEqualTo(Verdict.PASS);
    assertThat(knowsNothing.metrics().get(MetricNames.JS)).isGreaterThan(0.05);
  }

  @Test
  void shouldFindOnlyWeightsChangedBetweenTwoVersions() throws IOException {
    assertThat(GraphCheck.compare(original, blank)).isEmpty();
  }

  @Test
  void shouldEvaluateOfflineAgainstOriginalAndRetrained() {
    OfflineEvaluator evaluator =
        new OfflineEvaluator(new TensorFlowModels(RUNTIME, ProgressListener.none()), ATTACKS);
    int[] forget = NoiseDataset.FORGET.ordinals();

    Map<String, Double> alone =
        evaluator.evaluate(
            dataset,
            new OfflineEvaluator.Request(blank, forget, forget, Map.of(), People.none(), 42));
    Map<String, Double> compared =
        evaluator.evaluate(
            dataset,
            new OfflineEvaluator.Request(
                blank,
                forget,
                forget,
                Map.of(
                    OfflineEvaluator.Reference.ORIGINAL, original,
                    OfflineEvaluator.Reference.RETRAINED, blank),
                People.none(),
                42));

    assertThat(alone)
        .containsKeys(
            "test_accuracy",
            "retain_accuracy",
            "forget_accuracy",
            "mia_tnr",
            "mia_tnr_reference_code",
            "mia_tnr_with_loss",
            "mia_cv_accuracy")
        .doesNotContainKeys("js", "acc_err_original", "acc_dis")
        .allSatisfy((name, value) -> assertThat(name).doesNotContain("kernel_cosine"));
    assertThat(compared).containsAllEntriesOf(alone);
    assertThat(compared)
        .containsKeys(
            "js",
            "js_reference_code",
            "acc_err_original",
            "kernel_cosine_original.block1/conv/kernel",
            "retrained_kernel_cosine_original.block1/conv/kernel")
        .containsEntry("acc_err_retrained", 0.0)
        .containsEntry("acc_dis", 0.0);
  }

  @Test
  void shouldGiveTheSameForModelsThatAreLoadedAlready() {
    TensorFlowModels models = new TensorFlowModels(RUNTIME, ProgressListener.none());
    OfflineEvaluator evaluator = new OfflineEvaluator(models, ATTACKS);
    int[] forget = NoiseDataset.FORGET.ordinals();
    Map<OfflineEvaluator.Reference, Path> references =
        Map.of(
            OfflineEvaluator.Reference.ORIGINAL, original,
            OfflineEvaluator.Reference.RETRAINED, blank);

    Map<String, Double> fromFolders =
        evaluator.evaluate(
            dataset,
            new OfflineEvaluator.Request(blank, forget, forget, references, People.none(), 42));
    Map<String, Double> loaded =
        models.with(
            blank,
            tested ->
                models.with(
                    original,
                    other ->
                        evaluator.evaluate(
                            dataset,
                            new OfflineEvaluator.LoadedRequest(
                                tested.on(dataset),
                                forget,
                                forget,
                                Map.of(
                                    OfflineEvaluator.Reference.ORIGINAL,
                                    other.on(dataset),
                                    OfflineEvaluator.Reference.RETRAINED,
                                    tested.on(dataset)),
                                People.none(),
                                42,
                                Integer.MAX_VALUE))));

    assertThat(fromFolders).containsAllEntriesOf(loaded);
    assertThat(loaded).containsKeys("test_accuracy", "margin", "js", "acc_dis");
  }

  private static EngineResult judge(Path candidate) {
    return judge(candidate, original, "sftc", List.of());
  }

  private static EngineResult judge(
      Path candidate, Path parent, String algorithm, List<ForgetSet> earlier) {
    return judge(
        candidate, parent, algorithm, earlier, Derivation.notTried("a test of what is measured"));
  }

  private static EngineResult judge(
      Path candidate,
      Path parent,
      String algorithm,
      List<ForgetSet> earlier,
      Derivation derivation) {
    return judge(
        candidate,
        parent,
        algorithm,
        earlier,
        derivation,
        new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, NONE, 1, 0.15, NONE, 1, 100),
        NOT_ASKED,
        NO_REFERENCES);
  }

  private static EngineResult relearned(Path candidate, Probe relearning) {
    return judge(
        candidate,
        original,
        "retrain",
        List.of(),
        Derivation.notTried("not drawn"),
        new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, NONE, 1, 0.15, 0.3, 1, 100),
        relearning,
        NO_REFERENCES);
  }

  private static EngineResult besideReferences(Path candidate, ReferenceModels references) {
    return judge(
        candidate,
        original,
        "sftc",
        List.of(),
        Derivation.notTried("not a retraining"),
        new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, 0.5, 0.4, 0.15, NONE, 1, 100),
        NOT_ASKED,
        references);
  }

  private static EngineResult judge(
      Path candidate,
      Path parent,
      String algorithm,
      List<ForgetSet> earlier,
      Derivation derivation,
      Gate.Forgetting forgetting,
      Probe relearning,
      ReferenceModels references) {
    try (DatasetCache datasets = new DatasetCache(store::treeAt, folder.resolve("cache"), 1)) {
      return new VerificationEngine(
              new TensorFlowModels(RUNTIME, ProgressListener.none()),
              Datasets.of(datasets, ProgressListener.none()),
              ATTACKS,
              10_000)
          .judge(
              new EngineInput(
                  candidate,
                  parent,
                  registered.digest(),
                  registered.uri(),
                  NoiseDataset.FORGET,
                  NoiseDataset.FORGET,
                  NoiseDataset.FORGET,
                  earlier,
                  0.25,
                  new Gate(
                      forgetting,
                      new Gate.Utility(0.2, 0.2, 0.2, 1, 1, 1, 1),
                      new Gate.Weights(0.5, 0, 0.25, 1, false)),
                  SharedLevel.FIRST,
                  algorithm,
                  new SeededOrder(7),
                  derivation,
                  relearning,
                  references));
    }
  }

  @Test
  void shouldTellARetrainingByItsWeights() {
    EngineResult itself = judge(original, original, "retrain", List.of());
    EngineResult anew = judge(blank, original, "retrain", List.of());

    assertThat(failed(itself)).contains("kernel_cosine");
    assertThat(failed(anew)).doesNotContain("kernel_cosine");
  }

  /** It costs a training; rows are the verifier's own finding. */
  @Test
  void shouldDeriveAgainOnlyWhatWouldPassOtherwise() {
    List<int[]> rows = new ArrayList<>();
    Derivation derivation =
        (images, retain) -> {
          rows.add(retain);
          return new Evidence(1, Measured.exactly(0), Measured.undefined(), "a byte differs");
        };

    EngineResult remembers = judge(original, original, "retrain", List.of(), derivation);
    assertThat(remembers.decision().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rows).isEmpty();

    EngineResult anew = judge(blank, original, "retrain", List.of(), derivation);
    assertThat(failed(anew)).containsExactly("derived_again");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0))
        .hasSize(NoiseDataset.TRAIN - NoiseDataset.FORGET.ordinals().length)
        .doesNotContain(NoiseDataset.FORGET.ordinals())
        .isSorted();
  }

  /** Labels of noise can be learned by nobody, so that nothing is told. */
  @Test
  void shouldAskModelsThatSawNobodyOfTheSetOfWhateverDoesNotFailOtherwise() {
    EngineResult result = besideReferences(blank, trained("asked"));

    assertThat(result.decision().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.decision().samplesAsked()).isEmpty();
    assertThat(named(result, "stand_in_margin").getVerdict())
        .isEqualTo(CriterionVerdict.INCONCLUSIVE);
    assertThat(named(result, "stand_in_margin").getNote()).contains("too few to be believed");
    assertThat(named(result, "forget_margin").getNote()).contains("fit too badly");
    assertThat(result.metrics().get(MetricNames.REFERENCE_FIT)).isLessThan(0.5);
  }

  /** Another yardstick would let none of these pass. */
  @Test
  void shouldNotTrainReferenceModelsForWhatFailsAnyway() {
    EngineResult result =
        judge(
            original,
            blank,
            "sftc",
            List.of(NoiseDataset.FORGET),
            Derivation.notTried("not a retraining"),
            new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, 0.3, 0.2, 0.15, NONE, 1, 100),
            NOT_ASKED,
            NO_REFERENCES);

    assertThat(failed(result)).contains("earlier_margin_rise").doesNotContain("stand_in_margin");
    assertThat(named(result, "stand_in_distance").getNote()).contains("refused for other");
  }

  /**
   * The parent's unseen outputs decide; of the set each network says something of its own, or not.
   */
  @Test
  void shouldHoldARetrainingAgainstNetworksThatFitItsParentWhereTheyAgree() {
    EngineResult agreeing = retrainedBeside(likeTheParent(0));
    EngineResult differing = retrainedBeside(likeTheParent(9));
    EngineResult alone = judge(blank, original, "retrain", List.of());

    assertThat(agreeing.metrics().get(MetricNames.REFERENCE_FIT)).isGreaterThan(0.5);
    assertThat(named(agreeing, "forget_margin").getNote()).contains("beside 3 small networks");
    assertThat(named(agreeing, "forget_margin").getValue())
        .as("the networks know the set, in part as the parent does")
        .isLessThan(named(alone, "forget_margin").getValue() - 0.2);
    assertThat(named(differing, "forget_margin").getNote()).contains("do not agree");
    assertThat(named(differing, "forget_margin").getValue())
        .isEqualTo(named(alone, "forget_margin").getValue());
  }

  /** An approximate one has to be fitted as well. */
  @Test
  void shouldNotHoldAnApproximateCandidateAgainstNetworksThatFitItsParentAlone() {
    EngineResult result = besideReferences(blank, likeTheParent(0));

    assertThat(result.metrics().get(MetricNames.REFERENCE_FIT)).isLessThan(0.5);
    assertThat(named(result, "forget_margin").getNote()).contains("fit too badly");
  }

  /** Else what looks like unseen samples would hide what came back of a hard group. */
  @Test
  void shouldHoldWhatComesBackAgainstTheSameNetworks() {
    EngineResult beside = retrainedBeside(likeTheParent(0));
    EngineResult alone = relearned(blank, (images, retain, measure) -> measure.apply(blank));

    assertThat(named(beside, "relearned_margin").getValue())
        .isEqualTo(named(beside, "forget_margin").getValue());
    assertThat(named(alone, "relearned_margin").getValue())
        .isEqualTo(named(alone, "forget_margin").getValue())
        .isGreaterThan(named(beside, "relearned_margin").getValue() + 0.2);
  }

  /** After an epoch it is as it was. */
  private static EngineResult retrainedBeside(ReferenceModels references) {
    return judge(
        blank,
        original,
        "retrain",
        List.of(),
        Derivation.notTried("not drawn"),
        new Gate.Forgetting(0.25, 0.6, 0.8, 0.4, 3, 1, 0.5, 0.5, 0.15, 0.3, 1, 100),
        (images, retain, measure) -> measure.apply(blank),
        references);
  }

  /**
   * Says of all samples more of what the parent says than of what the candidate does, with whims.
   */
  private static ReferenceModels likeTheParent(double apart) {
    return (images, excluded, ordinals) -> {
      double[] known = said(original, images.images(), ordinals);
      double[] candidates = said(blank, images.images(), ordinals);
      Arrays.setAll(known, i -> 1.3 * known[i] + candidates[i]);
      Random whims = new Random(5);
      double[][] margins = new double[3][ordinals.length];
      double[][] hits = new double[3][ordinals.length];
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < ordinals.length; i++) {
          boolean forgotten = ordinals[i] < NoiseDataset.FORGET.ordinals().length;
          margins[k][i] = known[i] + 0.1 * whims.nextGaussian() + (forgotten ? apart * (k - 1) : 0);
          hits[k][i] = 1; // of noise nobody could be right so often, and be believed
        }
      }
      return new References(ordinals, margins, hits);
    };
  }

  /** Margins, brought to one scatter. */
  private static double[] said(Path of, Dataset images, int[] ordinals) {
    try (TrainableModel model = TrainableModel.load(of, RUNTIME)) {
      double[] margins =
          LogOdds.of(
              model.logits(images, ordinals, ProgressListener.none()), images.labels(ordinals));
      Moments moments = Moments.of(margins);
      Arrays.setAll(margins, i -> (margins[i] - moments.mean()) / moments.deviation());
      return margins;
    }
  }

  private static ReferenceModels trained(String place) {
    return new ReferenceTables(RUNTIME, folder.resolve(place), ProgressListener.none())
        .of(new SeededOrder(7), () -> false);
  }

  @Test
  void shouldFailWhatComesBackAfterOneMoreEpochOnThoseWhoStay() {
    EngineResult comesBack = relearned(blank, (images, retain, measure) -> measure.apply(original));
    EngineResult refusedBefore =
        relearned(
            original,
            (images, retain, measure) -> {
              throw new AssertionError("it is refused for less");
            });

    assertThat(failed(comesBack)).containsExactly("relearned_margin");
    assertThat(failed(refusedBefore)).doesNotContain("relearned_margin");
    assertThat(named(refusedBefore, "relearned_margin").getNote()).contains("refused for other");
  }

  @Test
  void shouldPassWhatLearnsFromThoseWhoStayAndRemembersNobody() {
    Path scratch = folder.resolve("relearned");
    RelearnProbe probe = new RelearnProbe(RUNTIME, scratch, ProgressListener.none());
    Probe real = probe.of(blank, 5, () -> false);
    List<Double> cosines = new ArrayList<>();

    EngineResult result =
        relearned(
            blank,
            (images, retain, measure) ->
                real.of(
                    images,
                    retain,
                    version -> {
                      cosines.add(Kernels.range(version, blank).least());
                      return measure.apply(version);
                    }));

    Criterion margin = named(result, "relearned_margin");
    assertThat(margin.getVerdict()).as(margin.toString()).isEqualTo(CriterionVerdict.PASS);
    assertThat(margin.getN()).isEqualTo(120);
    assertThat(cosines).singleElement().satisfies(c -> assertThat(c).isBetween(0.2, 1 - 1e-9));
    assertThat(scratch).doesNotExist();
    assertThatThrownBy(() -> relearned(blank, probe.of(blank, 5, () -> true)))
        .isInstanceOf(CancellationException.class);
  }

  private static Criterion named(EngineResult result, String name) {
    return result.decision().criteria().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + result.decision()));
  }

  @Test
  void shouldFindAnEarlierSetThatIsTaughtAgain() {
    EngineResult again = judge(original, blank, "retrain", List.of(NoiseDataset.FORGET));
    EngineResult kept = judge(blank, blank, "retrain", List.of(NoiseDataset.FORGET));

    assertThat(failed(again)).contains("earlier_margin_rise");
    assertThat(failed(kept)).doesNotContain("earlier_margin_rise");
    assertThat(kept.decision().criteria())
        .filteredOn(each -> each.getName().equals("earlier_margin_rise"))
        .singleElement()
        .satisfies(each -> assertThat(each.getValue()).isLessThan(1e-6))
        .satisfies(each -> assertThat(each.getN()).isEqualTo(120));
  }

  private static List<String> failed(EngineResult result) {
    return result.decision().criteria().stream()
        .filter(c -> c.getVerdict() == CriterionVerdict.FAIL)
        .map(Criterion::getName)
        .toList();
  }
}
