// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.domain.policy.TwinRule;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TestedModel;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.verifier.derive.Derivation;
import io.lethe.verifier.derive.Probe;
import io.lethe.verifier.reference.ReferenceTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset in which one forgotten picture is somebody else's too, and half the test split train.
 */
class IdenticalPicturesVerificationTest {

  /** Has the picture of sample 3, which is to be forgotten. */
  private static final int TWIN = 500;

  private static final int SEEN = 200;
  private static final Map<Integer, Integer> PICTURE_OF = new HashMap<>();
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(20), new LogisticRegression(1), 5, 1);

  /** Is learned from nothing. */
  private static final Probe NOTHING =
      (images, retain, measure) -> measure.apply(IdenticalPicturesVerificationTest.candidate);

  @TempDir static Path folder;

  private static NoiseDataset registered;
  private static DatasetCache datasets;
  private static Path parent;
  private static Path candidate;

  static {
    PICTURE_OF.put(TWIN, 3);
    IntStream.range(NoiseDataset.TRAIN, NoiseDataset.TRAIN + SEEN)
        .forEach(test -> PICTURE_OF.put(test, test - 400));
  }

  @BeforeAll
  static void register() throws IOException {
    FileArtifactStore store =
        new FileArtifactStore(folder.resolve("store"), ArtifactWriter.VERIFIER);
    registered = NoiseDataset.register(folder, store, PICTURE_OF);
    datasets = new DatasetCache(store::treeAt, folder.resolve("cache"), 1);
    parent = WrittenModels.write(folder.resolve("parent"), 0);
    candidate = WrittenModels.write(folder.resolve("candidate"), 120);
  }

  @AfterAll
  static void close() {
    datasets.close();
  }

  @Test
  void shouldRefuseACandidateThatMayHaveBeenTaughtATwin() {
    EngineResult result = judge(NoiseDataset.FORGET, NoiseDataset.FORGET, TwinRule.EXCLUDE);

    assertThat(result.findings())
        .singleElement()
        .asString()
        .contains("the excluded set leaves out 1 train samples of others");
  }

  @Test
  void shouldCountTwinsThatAreExcludedAndTestSamplesThatAreSeen() {
    ForgetSet forgotten = NoiseDataset.FORGET.withTwins(TWIN);

    EngineResult result = judge(forgotten, forgotten.takingTwinsIn(), TwinRule.EXCLUDE);

    assertThat(result.findings()).isEmpty();
    assertThat(result.metrics())
        .containsEntry(MetricNames.TWINS_EXCLUDED, 1.0)
        .containsEntry(MetricNames.TWINS_KEPT, 0.0)
        .containsEntry(MetricNames.TEST_ROWS_SEEN, (double) SEEN);
  }

  @Test
  void shouldTellOfTwinsThatThePolicyKeeps() {
    ForgetSet forgotten = NoiseDataset.FORGET.withTwins(TWIN);

    EngineResult result = judge(forgotten, forgotten, TwinRule.KEEP);

    assertThat(result.findings()).isEmpty();
    assertThat(result.metrics())
        .containsEntry(MetricNames.TWINS_EXCLUDED, 0.0)
        .containsEntry(MetricNames.TWINS_KEPT, 1.0);
  }

  @Test
  void shouldNotHoldTheForgottenAgainstTestSamplesThatLieInTrain() {
    ForgetSet forgotten = NoiseDataset.FORGET.withTwins(TWIN);

    Map<String, Double> metrics =
        judge(forgotten, forgotten.takingTwinsIn(), TwinRule.EXCLUDE).metrics();

    assertThat(metrics.get(MetricNames.MARGIN)).isCloseTo(0, within(0.25));
    assertThat(metrics.get(MetricNames.TEST_ACCURACY) - metrics.get(MetricNames.UNSEEN_ACCURACY))
        .as("the model knows what of the test split it was taught")
        .isGreaterThan(0.15);
  }

  private static EngineResult judge(ForgetSet forgotten, ForgetSet excluded, TwinRule rule) {
    return judge(
        forgotten,
        excluded,
        new Gate(
            Gate.Forgetting.DEFAULTS,
            Gate.Utility.DEFAULTS,
            new Gate.Weights(0.5, 0, 0.25, 1, false),
            rule));
  }

  private static EngineResult judge(ForgetSet forgotten, ForgetSet excluded, Gate gate) {
    return new VerificationEngine(
            new KnowsPictures(new WrittenModels()),
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
                excluded,
                forgotten,
                List.of(),
                0.5,
                gate,
                SharedLevel.FIRST,
                "sftc",
                new SeededOrder(7),
                Derivation.notTried("not a retraining"),
                NOTHING,
                new ReferenceTables(
                        RuntimeOptions.cpu(1),
                        folder.resolve("references"),
                        ProgressListener.none())
                    .of(new SeededOrder(7), () -> false)));
  }

  /** Says of a test sample what it says of the train sample with its picture. */
  private record KnowsPictures(Models models) implements Models {
    @Override
    public <R> R with(Path savedModel, Use<R> use) {
      return models.with(
          savedModel,
          model ->
              use.apply(
                  new TestedModel() {
                    @Override
                    public ImageShape shape() {
                      return model.shape();
                    }

                    @Override
                    public Predictor on(Dataset dataset) {
                      Predictor known = model.on(dataset);
                      return ordinals ->
                          known.logits(
                              IntStream.of(ordinals)
                                  .map(each -> PICTURE_OF.getOrDefault(each, each))
                                  .toArray());
                    }
                  }));
    }
  }
}
