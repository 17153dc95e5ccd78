// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.ImageShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainableModelTest {
  private static final LabelledImages IMAGES = TestModels.images(24, 3);

  @TempDir static Path shared;
  private static Path original;

  @TempDir Path folder;

  @BeforeAll
  static void build() {
    original = TestModels.smallCnn(shared.resolve("original"), 5);
    TestModels.openUp(original);
  }

  private static TrainableModel load() {
    return TrainableModel.load(original, TestModels.OPTIONS);
  }

  private static Logits logits(TrainableModel model) {
    return model.logits(IMAGES, IntStream.range(0, 24).toArray(), ProgressListener.none());
  }

  private static void shouldLearnByHeart(TrainableModel model) {
    StepInputs batch = TestModels.batch(model, IMAGES, 24);
    float first = model.trainStep(batch, 0.01f).loss();
    float last = first;
    for (int i = 0; i < 40; i++) {
      last = model.trainStep(batch, 0.01f).loss();
    }
    assertThat(last).isLessThan(first / 10);
  }

  @Test
  void shouldHaveEverySignatureOfTheContract() {
    try (TrainableModel model = load()) {
      assertThat(
              List.of(
                  "serving_default",
                  "train_step",
                  "reset_optimizer",
                  "checkpoint",
                  "accumulate_gradients",
                  "apply_gradients",
                  "reinitialize",
                  "transpose_kernels",
                  "save_optimizer",
                  "restore_optimizer"))
          .allMatch(model::has);
      assertThat(model.has("train")).isFalse();
      assertThat(model.shape()).isEqualTo(TestModels.SHAPE);
      assertThat(model.classes()).isEqualTo(3);
      assertThat(model.classNames()).isEqualTo(TestModels.CLASSES);
    }
  }

  @Test
  void shouldDescribeVariablesInTheOrderOfTheMask() {
    try (TrainableModel model = load()) {
      assertThat(model.variables()).hasSize(17);
      assertThat(model.variables().get(0).path()).isEqualTo("block0/conv/kernel");
      assertThat(model.variables().get(3).path()).isEqualTo("block0/bn/moving_mean");
      assertThat(model.variables().get(16).path()).isEqualTo("head/bias");
      assertThat(model.variables())
          .extracting(ModelVariable::block)
          .isSorted()
          .contains(0, 1, 2, 3);
    }
  }

  @Test
  void shouldLearnWhatItIsShown() {
    try (TrainableModel model = load()) {
      shouldLearnByHeart(model);
      assertThat(
              IntStream.range(0, 24)
                  .filter(i -> logits(model).argmax(i) == IMAGES.label(i))
                  .count())
          .isGreaterThanOrEqualTo(22);
    }
  }

  @Test
  void shouldKeepMaskedVariablesAndTheirMomentsBitForBit() {
    try (TrainableModel model = load()) {
      model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      Map<String, float[]> before = TestModels.peek(model);
      float[] mask = model.fullMask();
      for (int i = 0; i < mask.length; i++) {
        mask[i] = model.variables().get(i).block() == 3 || i == 0 || i == 6 ? 1 : 0;
      }
      for (int i = 0; i < 3; i++) {
        model.trainStep(TestModels.batch(IMAGES, 24, mask), 0.01f);
      }
      Map<String, float[]> after = TestModels.peek(model);
      for (int i = 0; i < mask.length; i++) {
        String path = model.variables().get(i).path();
        boolean same = Arrays.equals(before.get(path), after.get(path));
        assertThat(same).as(path).isEqualTo(mask[i] == 0);
        if (before.containsKey("adam/m/" + path)) {
          assertThat(Arrays.equals(before.get("adam/m/" + path), after.get("adam/m/" + path)))
              .as("first moment of " + path)
              .isEqualTo(mask[i] == 0);
          assertThat(Arrays.equals(before.get("adam/v/" + path), after.get("adam/v/" + path)))
              .as("second moment of " + path)
              .isEqualTo(mask[i] == 0);
        }
      }
    }
  }

  @Test
  void shouldChangeNothingWhereNothingMayMove() {
    try (TrainableModel model = load()) {
      Map<String, float[]> before = TestModels.peek(model);
      StepResult result = model.trainStep(TestModels.batch(IMAGES, 24, new float[17]), 0.01f);
      assertThat(result.loss()).isPositive();
      Map<String, float[]> after = TestModels.peek(model);
      assertThat(after.keySet()).isEqualTo(before.keySet());
      after.forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
    }
  }

  @Test
  void shouldNormaliseWithMovingStatisticsWhereBatchNormIsMasked() {
    try (TrainableModel model = load()) {
      float expected = crossEntropy(logits(model));
      float[] mask = model.fullMask();
      for (int i = 0; i < mask.length; i++) {
        mask[i] = model.variables().get(i).path().contains("moving_mean") ? 0 : 1;
      }
      StepResult frozen = model.trainStep(TestModels.batch(IMAGES, 24, mask), 1e-9f);
      assertThat(frozen.loss()).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  private static float crossEntropy(Logits logits) {
    double sum = 0;
    double[][] probabilities = logits.probabilities();
    for (int i = 0; i < probabilities.length; i++) {
      sum -= Math.log(probabilities[i][IMAGES.label(i)]);
    }
    return (float) (sum / probabilities.length);
  }

  @Test
  void shouldGiveTheSameLogitsAfterSavingAndLoading() throws IOException {
    Path version = folder.resolve("version");
    Logits expected;
    try (TrainableModel model = load()) {
      for (int i = 0; i < 3; i++) {
        model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      }
      expected = logits(model);
      model.saveVersion(version);
    }
    assertThat(Files.readAllBytes(version.resolve("saved_model.pb")))
        .isEqualTo(Files.readAllBytes(original.resolve("saved_model.pb")));
    assertThat(Files.readAllBytes(version.resolve("assets.extra/variables.json")))
        .isEqualTo(Files.readAllBytes(original.resolve("assets.extra/variables.json")));
    try (TrainableModel loaded = TrainableModel.load(version, TestModels.OPTIONS)) {
      assertThat(logits(loaded)).isEqualTo(expected);
    }
  }

  @Test
  void shouldLeaveNoMomentsInAPublishedVersion() throws IOException {
    Path version = folder.resolve("version");
    try (TrainableModel model = load()) {
      model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      long weights =
          TestModels.peek(model).entrySet().stream()
              .filter(e -> !e.getKey().startsWith("adam/") && !e.getKey().startsWith("gradients/"))
              .mapToLong(e -> 4L * e.getValue().length)
              .sum();
      model.saveVersion(version);
      assertThat(Files.size(version.resolve("variables/variables.data-00000-of-00001")))
          .isEqualTo(weights);
    }
    assertThat(
            Files.readString(
                version.resolve("variables/variables.index"),
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("adam");
    try (TrainableModel loaded = TrainableModel.load(version, TestModels.OPTIONS)) {
      TestModels.peek(loaded)
          .forEach(
              (name, values) -> {
                if (name.startsWith("adam/") || name.startsWith("gradients/")) {
                  assertThat(values).as(name).containsOnly(0f);
                }
              });
    }
  }

  @Test
  void shouldResumeBitForBitFromSavedOptimizerState() {
    Path weights = folder.resolve("weights");
    Path state = folder.resolve("resume/optimizer");
    Map<String, float[]> expected;
    try (TrainableModel model = load()) {
      StepInputs batch = TestModels.batch(model, IMAGES, 24);
      model.trainStep(batch, 0.01f);
      model.saveVersion(weights);
      model.saveOptimizer(state);
      model.trainStep(batch, 0.01f);
      expected = TestModels.peek(model);
    }
    try (TrainableModel resumed = TrainableModel.load(weights, TestModels.OPTIONS)) {
      resumed.restoreOptimizer(state);
      resumed.trainStep(TestModels.batch(resumed, IMAGES, 24), 0.01f);
      TestModels.peek(resumed)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void shouldReinitialiseOnlyWhatTheMaskLetsMove() {
    try (TrainableModel model = load()) {
      model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      Map<String, float[]> before = TestModels.peek(model);
      float[] mask = new float[17];
      mask[15] = 1;
      model.reinitialize(99, mask);
      Map<String, float[]> after = TestModels.peek(model);
      assertThat(after.get("head/kernel")).isNotEqualTo(before.get("head/kernel"));
      assertThat(after.get("head/bias")).isEqualTo(before.get("head/bias"));
      assertThat(after.get("block0/conv/kernel")).isEqualTo(before.get("block0/conv/kernel"));
      assertThat(after.get("adam/m/block0/conv/kernel")).containsOnly(0f);
    }
  }

  @Test
  void shouldSwapHeightAndWidthOfSquareKernelsAndNothingElse() {
    try (TrainableModel model = load()) {
      model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      Map<String, float[]> before = TestModels.peek(model);

      model.transposeKernels(3);

      Map<String, float[]> after = TestModels.peek(model);
      for (ModelVariable variable : model.variables()) {
        float[] old = before.get(variable.path());
        boolean kernel = variable.shape().length == 4;
        assertThat(after.get(variable.path()))
            .as(variable.path())
            .isEqualTo(kernel ? swapped(old, variable.shape()) : old);
      }
      assertThat(after.get("block0/conv/kernel")).isNotEqualTo(before.get("block0/conv/kernel"));
      assertThat(after.get("adam/m/block0/conv/kernel")).containsOnly(0f);
      model.transposeKernels(3);
      assertThat(TestModels.peek(model).get("block2/conv/kernel"))
          .isEqualTo(before.get("block2/conv/kernel"));
    }
  }

  private static float[] swapped(float[] kernel, long[] shape) {
    int side = (int) shape[0];
    int inner = (int) (shape[2] * shape[3]);
    float[] result = new float[kernel.length];
    for (int h = 0; h < side; h++) {
      for (int w = 0; w < side; w++) {
        System.arraycopy(kernel, (w * side + h) * inner, result, (h * side + w) * inner, inner);
      }
    }
    return result;
  }

  @Test
  void shouldLoadItsFilesAgainIntoASessionOfItsOwn() {
    try (TrainableModel model = load()) {
      Logits before = logits(model);
      model.trainStep(TestModels.batch(model, IMAGES, 24), 0.01f);
      Logits trained = logits(model);
      try (TrainableModel again = model.loadAgain()) {
        assertThat(logits(again)).isEqualTo(before);
        again.reinitialize(99, again.fullMask());
        assertThat(logits(again)).isNotEqualTo(before);
        assertThat(logits(model)).isEqualTo(trained).isNotEqualTo(before);
      }
      assertThat(logits(model)).isEqualTo(trained);
    }
  }

  @Test
  void shouldTellWeightsFromMovingStatistics() {
    try (TrainableModel model = load()) {
      for (int i = 0; i < model.variables().size(); i++) {
        String path = model.variables().get(i).path();
        assertThat(model.isTrainable(i)).as(path).isEqualTo(!path.contains("moving_"));
      }
    }
  }

  @Test
  void shouldDrawTheSameWeightsFromTheSameSeedOnly() {
    try (TrainableModel model = load()) {
      float[] built = TestModels.peek(model).get("block1/conv/kernel");
      model.reinitialize(6, model.fullMask());
      float[] other = TestModels.peek(model).get("block1/conv/kernel");
      model.reinitialize(5, model.fullMask());
      assertThat(TestModels.peek(model).get("block1/conv/kernel"))
          .isEqualTo(built)
          .isNotEqualTo(other);
      double variance =
          IntStream.range(0, built.length)
              .mapToDouble(i -> built[i] * built[i])
              .average()
              .orElseThrow();
      assertThat(variance)
          .isCloseTo(2.0 / (9 * 32), org.assertj.core.data.Percentage.withPercentage(10));
    }
  }

  @Test
  void shouldRefuseLabelsThatTheModelDoesNotKnow() {
    try (TrainableModel model = load()) {
      StepInputs good = TestModels.batch(model, IMAGES, 4);
      StepInputs bad =
          new StepInputs(
              4,
              good.images(),
              new int[] {0, 1, 3, 2},
              good.crossEntropyWeight(),
              good.distillationWeight(),
              good.targetLogits(),
              1,
              good.updateMask());
      assertThatThrownBy(() -> model.trainStep(bad, 0.01f))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("label of row 2 is 3")
          .hasMessageContaining("0 to 2");
      model.trainStep(good, 0.01f);
    }
  }

  @Test
  void shouldRefuseImagesOfAnotherShape() {
    try (TrainableModel model = load()) {
      LabelledImages wide =
          new LabelledImages() {
            @Override
            public ImageShape shape() {
              return new ImageShape(8, 9, 1);
            }

            @Override
            public int classes() {
              return 3;
            }

            @Override
            public int label(int ordinal) {
              return 0;
            }

            @Override
            public void copyImage(int ordinal, ByteBuffer target) {
              target.put(new byte[72]);
            }
          };
      assertThatThrownBy(() -> model.logits(wide, new int[] {0}, ProgressListener.none()))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("8x9")
          .hasMessageContaining("resolution");
      assertThatThrownBy(() -> model.logits(ByteBuffer.allocateDirect(65), 1))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("must be 64 bytes");
    }
  }

  @Test
  void shouldRefuseMasksThatAreNeitherZeroNorOneOrTooShort() {
    try (TrainableModel model = load()) {
      float[] half = model.fullMask();
      half[1] = 0.5f;
      assertThatThrownBy(() -> model.trainStep(TestModels.batch(IMAGES, 4, half), 0.01f))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("block0/bn/gamma is 0.5");
      assertThatThrownBy(() -> model.reinitialize(1, new float[3]))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("has 3 numbers; this model has 17");
    }
  }

  @Test
  void shouldRefuseEverythingAfterALossThatIsNotANumber() {
    try (TrainableModel model = load()) {
      StepInputs batch = TestModels.batch(model, IMAGES, 4);
      float[] infinite = {Float.POSITIVE_INFINITY, 0, 0, 0};
      StepInputs broken =
          new StepInputs(
              4,
              batch.images(),
              batch.labels(),
              infinite,
              infinite,
              batch.targetLogits(),
              1,
              batch.updateMask());
      assertThatThrownBy(() -> model.trainStep(broken, 0.01f))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("smaller learning rate");
      assertThatThrownBy(() -> model.trainStep(batch, 0.01f))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("load it again");
      assertThatThrownBy(() -> model.saveVersion(folder.resolve("never")))
          .isInstanceOf(ModelException.class);
      assertThat(folder.resolve("never")).doesNotExist();
    }
  }

  @Test
  void shouldNotWriteAVersionOverOtherFiles() {
    try (TrainableModel model = load()) {
      assertThatThrownBy(() -> model.saveVersion(original))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("is not empty");
    }
  }

  @Test
  void shouldTrainInBfloat16AndKeepFloat32Weights() throws IOException {
    RuntimeOptions brief = TestModels.OPTIONS.with(RuntimeOptions.Precision.BFLOAT16);
    Path trained = folder.resolve("trained");
    Logits inBfloat16;
    try (TrainableModel model = TrainableModel.load(original, brief)) {
      shouldLearnByHeart(model);
      inBfloat16 = logits(model);
      model.saveVersion(trained);
    }

    assertThat(trained.resolve("saved_model.pb"))
        .hasSameBinaryContentAs(original.resolve("saved_model.pb"));
    try (TrainableModel model = TrainableModel.load(trained, TestModels.OPTIONS)) {
      Logits inFloat32 = logits(model);
      double largest =
          IntStream.range(0, inFloat32.values().length)
              .mapToDouble(i -> Math.abs(inFloat32.values()[i] - inBfloat16.values()[i]))
              .max()
              .orElseThrow();
      assertThat(largest).isLessThan(0.25);
      if (Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16")) {
        assertThat(largest).as("as exact as float32: nothing was rewritten").isGreaterThan(1e-4);
      }
    }
  }

  @Test
  void shouldRefuseBfloat16OnAGpu() {
    assertThatThrownBy(
            () ->
                new RuntimeOptions(RuntimeOptions.Device.GPU, 1, RuntimeOptions.Precision.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bfloat16 and the device GPU");
  }

  @Test
  void shouldRefuseAnotherThreadCountInTheSameProcess() {
    load().close();
    assertThatThrownBy(() -> TrainableModel.load(original, RuntimeOptions.cpu(2)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("one device and thread count a process");
  }
}
