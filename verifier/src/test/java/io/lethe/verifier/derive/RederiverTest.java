// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Numerics;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.Retraining;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.verifier.TestRecords;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.report.NoiseDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real trainings of a small network on noise. */
class RederiverTest {

  private static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);
  private static final String CODE = "1.0";
  private static final int[] ROWS = IntStream.range(120, 400).toArray();
  private static final Retraining RECIPE = new Retraining(1e-3, 2, 32, AugmentationChoice.STANDARD);
  private static final RetrainingClaim CLAIM =
      new RetrainingClaim(RECIPE, 7, CODE, Numerics.of(RUNTIME));

  @TempDir static Path folder;

  private static Dataset images;
  private static Path parent;
  private static Path candidate;

  @BeforeAll
  static void retrain() throws IOException {
    FileArtifactStore store =
        new FileArtifactStore(folder.resolve("store"), ArtifactWriter.VERIFIER);
    NoiseDataset registered = NoiseDataset.register(folder, store);
    try (RegisteredBundle bundle =
        RegisteredBundle.open(store.tree(ArtifactRef.parse(registered.uri()).digest()))) {
      images =
          Dataset.load(
              bundle,
              new DecodeOptions(folder.resolve("cache"), OptionalInt.empty(), 1),
              ProgressListener.none());
    }
    parent = folder.resolve("parent");
    Architectures.build(
        "small-cnn", new ImageShape(16, 16, 1), images.classNames(), 1, parent, RUNTIME);
    candidate = folder.resolve("candidate");
    try (TrainableModel model = TrainableModel.load(parent, RUNTIME)) {
      RECIPE.run(model, images, ROWS, 7, ProgressListener.none(), () -> false);
      model.saveVersion(candidate);
    }
  }

  @AfterAll
  static void close() {
    images.close();
  }

  @Test
  void shouldFindEveryByteOfAnHonestRetrainingAgainAndLeaveNothingBehind() {
    assertThat(difference(CLAIM, ROWS)).isEmpty();
    assertThat(scratch()).doesNotExist();
  }

  @Test
  void shouldFindThatOneRowMoreWasTrainedOn() {
    int[] oneMore = IntStream.range(119, 400).toArray();

    assertThat(difference(CLAIM, oneMore))
        .get()
        .asString()
        .matches("variables/variables\\..*(differs from byte [0-9,]+ on)");
  }

  @Test
  void shouldFindThatAnotherSeedOrRecipeWasUsed() {
    assertThat(difference(new RetrainingClaim(RECIPE, 8, CODE, CLAIM.numerics()), ROWS))
        .isPresent();
    Retraining longer = new Retraining(1e-3, 3, 32, AugmentationChoice.STANDARD);
    assertThat(difference(new RetrainingClaim(longer, 7, CODE, CLAIM.numerics()), ROWS))
        .isPresent();
    Retraining plain = new Retraining(1e-3, 2, 32, AugmentationChoice.NONE);
    assertThat(difference(new RetrainingClaim(plain, 7, CODE, CLAIM.numerics()), ROWS)).isPresent();
  }

  @Test
  void shouldFindAFileThatATrainingDoesNotWrite() throws IOException {
    Path fuller = folder.resolve("fuller");
    try (TrainableModel model = TrainableModel.load(parent, RUNTIME)) {
      RECIPE.run(model, images, ROWS, 7, ProgressListener.none(), () -> false);
      model.saveVersion(fuller);
    }
    Files.writeString(fuller.resolve("assets.extra/memory.bin"), "what was forgotten");

    assertThat(rederiver().difference(CLAIM, parent, fuller, images, ROWS, () -> false))
        .get()
        .asString()
        .contains("memory.bin");
  }

  @Test
  void shouldEndEarlyWhereNobodyWaits() {
    AtomicInteger steps = new AtomicInteger();

    assertThatThrownBy(
            () ->
                rederiver()
                    .difference(
                        CLAIM, parent, candidate, images, ROWS, () -> steps.incrementAndGet() > 3))
        .isInstanceOf(CancellationException.class);
    assertThat(steps).hasValueLessThan(10);
    assertThat(difference(CLAIM, ROWS)).as("and begins anew").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PyTorch 2.9, CPU, 1, float32, the engine",
    "TensorFlow 2.16.1, GPU, 1, float32, the device",
    "TensorFlow 2.16.1, CPU, 64, float32, the threads",
    "TensorFlow 2.16.1, CPU, 1, float8, the precision"
  })
  void shouldSayWhereBytesNeedNotBeEqual(
      String engine, String device, int threads, String precision, String what) {
    Numerics there = new Numerics(engine, device, threads, precision, CLAIM.numerics().processor());

    assertThat(rederiver().hindrance(new RetrainingClaim(RECIPE, 7, CODE, there)))
        .as(what)
        .get()
        .asString()
        .startsWith("equal trainings need not give equal bytes on both machines: made with ")
        .contains(", here ")
        .doesNotContain(";");
  }

  @Test
  void shouldDeriveEitherPrecisionAndOnlyByTheSameCodeAndProcessor() {
    Numerics here = CLAIM.numerics();
    Numerics half = new Numerics(here.engine(), here.device(), 1, "bfloat16", here.processor());
    Numerics elsewhere =
        new Numerics(here.engine(), here.device(), 1, "float32", "Another Processor 9000");

    assertThat(rederiver().hindrance(CLAIM)).isEmpty();
    assertThat(rederiver().hindrance(new RetrainingClaim(RECIPE, 7, CODE, half))).isEmpty();
    assertThat(rederiver().hindrance(new RetrainingClaim(RECIPE, 7, CODE, elsewhere)))
        .get()
        .asString()
        .contains("processor Another Processor 9000, here " + here.processor());
    assertThat(rederiver().hindrance(new RetrainingClaim(RECIPE, 7, "0.9", here)))
        .get()
        .asString()
        .contains("code 0.9, here 1.0");
  }

  @Test
  void shouldDrawTheStatedShareByTheVerifiersKeyAndTheCandidatesBytes() {
    SampleOrder order = new SeededOrder(1);
    long drawn =
        IntStream.range(0, 2000).filter(each -> isDrawn(order, "candidate-" + each, 0.2)).count();

    assertThat(drawn).isBetween(320L, 480L);
    assertThat(IntStream.range(0, 200).allMatch(each -> isDrawn(order, "c" + each, 1))).isTrue();
    assertThat(IntStream.range(0, 200).noneMatch(each -> isDrawn(order, "c" + each, 0))).isTrue();
    assertThat(
            IntStream.range(0, 200)
                .filter(
                    each ->
                        isDrawn(order, "c" + each, 0.5)
                            != isDrawn(new SeededOrder(2), "c" + each, 0.5))
                .count())
        .as("another key draws others")
        .isGreaterThan(50);
  }

  @Test
  void shouldFailAClaimWithoutProvenanceAndOneThatMustBeDerivedElsewhere() {
    UnlearningJob job = retraining();
    ModelCandidate silent = TestRecords.candidate(job, TestRecords.digest("new")).build();
    Derivations derivations = new Derivations(rederiver());
    Derivations.Trees trees = new Derivations.Trees(parent, candidate);
    RetrainingClaim gpu =
        new RetrainingClaim(
            RECIPE, 7, CODE, new Numerics("TensorFlow 2.16.1", "GPU", 1, "float32", "x"));

    Evidence unsaid =
        derivations
            .of(job, silent, Gate.Weights.DEFAULTS, new SeededOrder(1), trees, () -> false)
            .of(images, ROWS);
    assertThat(unsaid.n()).isEqualTo(1);
    assertThat(unsaid.candidate().isDefined()).isFalse();
    assertThat(unsaid.note()).contains("does not say how it was made");
    assertThat(derivations.derivation(gpu, true, trees, () -> false).of(images, ROWS).n())
        .isEqualTo(1);
    Evidence spared = derivations.derivation(gpu, false, trees, () -> false).of(images, ROWS);
    assertThat(spared.n()).isZero();
    assertThat(spared.note()).contains("device GPU, here CPU");
  }

  private static boolean isDrawn(SampleOrder order, String name, double share) {
    UnlearningJob job = retraining();
    ModelCandidate made =
        TestRecords.candidate(job, TestRecords.digest(name)).setProvenance(elsewhere()).build();
    Evidence evidence =
        new Derivations(rederiver())
            .of(
                job,
                made,
                new Gate.Weights(0.5, 0.5, 0.25, share, false),
                order,
                new Derivations.Trees(parent, candidate),
                () -> false)
            .of(images, ROWS);
    return !String.valueOf(evidence.note()).startsWith("not drawn");
  }

  private static UnlearningJob retraining() {
    return UnlearningJob.newBuilder(
            TestRecords.job(
                TestRecords.digest("parent"),
                TestRecords.digest("dataset"),
                "artifact:tree/" + TestRecords.digest("dataset"),
                NoiseDataset.FORGET))
        .setAlgorithm("retrain")
        .setHyperParameters(Map.of("epochs", "2"))
        .build();
  }

  private static Provenance elsewhere() {
    return Provenance.newBuilder()
        .setCodeVersion("another")
        .setJavaVersion("17")
        .setOperatingSystem("Linux")
        .setEngine("TensorFlow 2.16.1")
        .setDevice("CPU")
        .setThreads(1)
        .setStartedAt(Instant.EPOCH)
        .setLoadMillis(0)
        .setTeacherMillis(0)
        .setTrainMillis(0)
        .setPublishMillis(0)
        .setTrainedImages(0)
        .setRetainSamples(0)
        .build();
  }

  private static Optional<String> difference(RetrainingClaim claim, int[] rows) {
    return rederiver().difference(claim, parent, candidate, images, rows, () -> false);
  }

  private static Path scratch() {
    return folder.resolve("derived");
  }

  private static Rederiver rederiver() {
    return new Rederiver(RUNTIME, scratch(), CODE, ProgressListener.none());
  }
}
