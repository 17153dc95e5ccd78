// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of Keras itself: exported by Python, trained and saved here, loaded by Python. */
class KerasRoundTripIT {
  private static final int CLASSES = 10;
  private static final int ROWS = 10;
  private static final int STEPS = 6;
  private static final long SEED = 3;
  private static final Map<String, String> NORMALIZATION =
      Map.of("EfficientNetB0", "none", "MobileNetV2", "symmetric");

  @TempDir private static Path exported;

  @TempDir private Path scratch;

  /** All at once: tracing a graph keeps one core busy. */
  @BeforeAll
  static void export() throws Exception {
    List<PythonPeer.Run> runs = new ArrayList<>();
    for (Map.Entry<String, String> model : NORMALIZATION.entrySet()) {
      runs.add(
          PythonPeer.start(
              exported.resolve(model.getKey() + ".log"),
              List.of(
                  "-m",
                  "lethe_keras.cli",
                  "--builder",
                  "keras.applications:" + model.getKey(),
                  "--arguments",
                  "{\"weights\": null, \"input_shape\": [32, 32, 3], \"classes\": " + CLASSES + "}",
                  "--normalization",
                  model.getValue(),
                  "--out",
                  exported.resolve(model.getKey()).toString())));
    }
    for (PythonPeer.Run run : runs) {
      run.require();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EfficientNetB0", "MobileNetV2"})
  void shouldTrainSaveReloadAndServeInPythonWithTheSameLogits(String name) throws Exception {
    Path version = scratch.resolve("version");
    Logits trained;
    try (TrainableModel model = TrainableModel.load(exported.resolve(name), World.RUNTIME)) {
      assertThat(model.shape()).isEqualTo(new ImageShape(32, 32, 3));
      model.reinitialize(SEED, model.fullMask()); // Keras drew other weights in every run
      Logits untrained = model.logits(images(model.shape()), ROWS);
      float first = model.trainStep(batch(model), 1e-3f).loss();
      float last = first;
      for (int step = 1; step < STEPS; step++) {
        last = model.trainStep(batch(model), 1e-3f).loss();
      }
      assertThat(last).isLessThan(first);
      trained = model.logits(images(model.shape()), ROWS);
      assertThat(trained).isNotEqualTo(untrained);
      model.saveVersion(version);
    }
    requireOnlyVariablesDiffer(exported.resolve(name), version);
    try (TrainableModel reloaded = TrainableModel.load(version, World.RUNTIME)) {
      assertThat(reloaded.logits(images(reloaded.shape()), ROWS)).isEqualTo(trained);
      PythonPeer.requireSameLogits(reloaded, scratch);
    }
  }

  private static void requireOnlyVariablesDiffer(Path original, Path version) throws IOException {
    for (String file : List.of("saved_model.pb", "assets.extra/variables.json")) {
      assertThat(version.resolve(file)).hasSameBinaryContentAs(original.resolve(file));
    }
    String weights = "variables/variables.data-00000-of-00001";
    assertThat(Files.mismatch(version.resolve(weights), original.resolve(weights))).isNotNegative();
  }

  /** Noise whose brightness tells the label. */
  private static ByteBuffer images(ImageShape shape) {
    Random random = new Random(6);
    ByteBuffer images = ByteBuffer.allocateDirect(ROWS * shape.bytes());
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < shape.bytes(); i++) {
        images.put((byte) (20 * row + random.nextInt(60)));
      }
    }
    return images.flip();
  }

  private static StepInputs batch(TrainableModel model) {
    int[] labels = new int[ROWS];
    Arrays.setAll(labels, row -> row % CLASSES);
    float[] mean = new float[ROWS];
    Arrays.fill(mean, 1f / ROWS);
    return new StepInputs(
        ROWS,
        images(model.shape()),
        labels,
        mean,
        new float[ROWS],
        new float[ROWS * CLASSES],
        1,
        model.fullMask());
  }
}
