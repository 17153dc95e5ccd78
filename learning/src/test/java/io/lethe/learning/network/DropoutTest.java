// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lethe.learning.model.ModelFacts;
import io.lethe.learning.model.SignatureContract;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TensorInputs;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dropout does to features that are all 1, seen through a dense layer with known weights. */
class DropoutTest {
  private static final int ROWS = 3000;
  private static final float RATE = 0.25f;
  private static final float KEPT = 1 / (1 - RATE);

  @TempDir Path folder;

  private TrainableModel model(boolean rows) throws IOException {
    Network network = new Network(new Network.FeatureShape(1, 2, 1));
    network.nextBlock();
    if (rows) {
      network.add(Dropout.ofRows(network, "depth", RATE), network.shape());
    }
    network.add(new Flatten(network, "flatten"), new Network.FeatureShape(1, 1, 2));
    if (!rows) {
      network.add(Dropout.ofFeatures(network, "dropout", RATE), network.shape());
    }
    network.add(new Dense(network, "head", 2), new Network.FeatureShape(1, 1, 2));
    TrainableModel model = TestModels.open(folder, network, 2);
    TestModels.poke(model, List.of(new float[] {1, 0, 0, 1}, new float[2]));
    model.resetOptimizer(11);
    return model;
  }

  private static StepInputs ones(TrainableModel model) {
    ByteBuffer images = ByteBuffer.allocateDirect(ROWS * 2);
    while (images.hasRemaining()) {
      images.put((byte) 255);
    }
    return new StepInputs(
        ROWS,
        images.flip(),
        new int[ROWS],
        new float[ROWS],
        new float[ROWS],
        new float[ROWS * 2],
        1,
        model.fullMask());
  }

  /** The two features of every row after dropout. */
  private static float[] pass(TrainableModel model) {
    try (NDManager step = model.manager().newSubManager()) {
      SignatureContract contract = SignatureContract.read(model.directory());
      ModelFacts facts = ModelFacts.read(model.directory(), contract);
      NDList list = TensorInputs.pass(step, ones(model), facts);
      return model.run("accumulate_gradients", step, list).get("logits").toFloatArray();
    }
  }

  private static double shareOfZeros(float[] features) {
    int zeros = 0;
    for (float feature : features) {
      zeros += feature == 0 ? 1 : 0;
    }
    return zeros / (double) features.length;
  }

  @Test
  void shouldDropSingleFeaturesAndScaleTheOthers() throws IOException {
    try (TrainableModel model = model(false)) {
      float[] features = pass(model);
      for (float feature : features) {
        assertThat(feature == 0 || Math.abs(feature - KEPT) < 1e-5).as("" + feature).isTrue();
      }
      assertThat(shareOfZeros(features)).isCloseTo(RATE, within(0.025));
      int unequal = 0;
      for (int i = 0; i < ROWS; i++) {
        unequal += features[2 * i] == features[2 * i + 1] ? 0 : 1;
      }
      assertThat(unequal / (double) ROWS).isCloseTo(2 * RATE * (1 - RATE), within(0.04));
    }
  }

  @Test
  void shouldDropWholeRows() throws IOException {
    try (TrainableModel model = model(true)) {
      float[] features = pass(model);
      for (int i = 0; i < ROWS; i++) {
        assertThat(features[2 * i]).isEqualTo(features[2 * i + 1]);
      }
      assertThat(shareOfZeros(features)).isCloseTo(RATE, within(0.035));
    }
  }

  @Test
  void shouldDropOtherFeaturesInEachPassAndTheSameAfterAReset() throws IOException {
    try (TrainableModel model = model(false)) {
      float[] first = pass(model);
      float[] second = pass(model);
      model.resetOptimizer(11);
      float[] again = pass(model);
      model.resetOptimizer(12);
      float[] other = pass(model);
      assertThat(again).isEqualTo(first);
      assertThat(Arrays.equals(first, second)).isFalse();
      assertThat(Arrays.equals(first, other)).isFalse();
      assertThat(Arrays.equals(second, other)).isFalse();
    }
  }

  @Test
  void shouldDropNothingWhenServing() throws IOException {
    try (TrainableModel model = model(false)) {
      float[] features = model.logits(ones(model).images(), ROWS).values();
      float[] untouched = new float[2 * ROWS];
      Arrays.fill(untouched, 1);
      assertThat(features).containsExactly(untouched, within(1e-5f));
    }
  }

  @Test
  void shouldRefuseToDropEverything() {
    Network network = new Network(new Network.FeatureShape(1, 2, 1));
    network.nextBlock();
    Layer all = Dropout.ofFeatures(network, "dropout", 1);
    assertThatThrownBy(() -> all.train(new Tensor("x", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train/dropout is 1.0")
        .hasMessageContaining("below 1");
  }
}
