// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.ModelVariable;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.SavedModelBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** A small network of EfficientNet's kind, with its noise, and B0 itself. */
class EfficientNetTest {
  private static final int ROWS = 12;
  private static final int CLASSES = 3;
  private static final long SEED = 3;

  /** Of a float loss of order one. */
  private static final double ROUNDING = 1e-6;

  /** Both kernels, both strides, blocks with and without expansion and shortcut. */
  private static final EfficientNetB0.Plan TINY =
      new EfficientNetB0.Plan(
          8,
          List.of(
              new EfficientNetB0.Stage(1, 3, 1, 8, 2), new EfficientNetB0.Stage(3, 5, 2, 12, 2)),
          0.2f,
          0.4f);

  @TempDir Path folder;

  private TrainableModel tiny() throws IOException {
    Network network = new Network(new Network.FeatureShape(11, 12, 3));
    EfficientNetB0.build(network, CLASSES, TINY);
    TrainableModel model = TestModels.open(Files.createDirectories(folder), network, CLASSES);
    model.reinitialize(SEED, model.fullMask());
    return model;
  }

  private static StepInputs batch(float[] mask) {
    Random random = new Random(17);
    byte[] pixels = new byte[ROWS * 11 * 12 * 3];
    random.nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    float[] ce = new float[ROWS];
    float[] kl = new float[ROWS];
    float[] target = new float[ROWS * CLASSES];
    for (int i = 0; i < ROWS; i++) {
      ce[i] = i % 3 == 0 ? 0 : 1f / ROWS;
      kl[i] = i % 2 == 0 ? 1f / ROWS : 0;
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(ROWS, 0, CLASSES).toArray();
    return new StepInputs(ROWS, images, labels, ce, kl, target, 2, mask);
  }

  /**
   * Adam's first step moves each number by the rate against the sign of its gradient, so the loss
   * falls by rate times the sum of the gradients' sizes. The reset between brings the noise back.
   */
  @Test
  void shouldPredictHowTheLossFallsForEachVariableAloneUnderTheSameNoise() throws IOException {
    try (TrainableModel model = tiny()) {
      for (int i = 0; i < model.variables().size(); i++) {
        ModelVariable variable = model.variables().get(i);
        if (variable.path().contains("/moving_")) {
          continue;
        }
        model.reinitialize(SEED, model.fullMask());
        float[] only = normsFrozen(model, i);
        float before = model.accumulateGradients(batch(only)).loss();
        double size = sum(TestModels.peek(model).get("gradients/" + variable.path()));
        float rate = (float) Math.min(3e-4 / size, 0.05);
        model.applyGradients(rate, only);
        model.resetOptimizer(SEED);
        float after = model.accumulateGradients(batch(only)).loss();
        assertThat((double) before - after)
            .as(variable.path())
            .isCloseTo(rate * size, within(0.1 * rate * size + ROUNDING));
      }
    }
  }

  /** With the batch's statistics a shift of a feature would have no effect through the next. */
  private static float[] normsFrozen(TrainableModel model, int trained) {
    float[] mask = new float[model.variables().size()];
    mask[trained] = 1;
    return mask;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  @Test
  void shouldTrainToEqualBytesFromTheSameSeedOnly() throws IOException {
    Path start = folder.resolve("start");
    try (TrainableModel model = tiny()) {
      model.saveVersion(start);
    }
    Map<String, float[]> first = trained(start, 5);
    trained(start, 5)
        .forEach((name, values) -> assertThat(values).as(name).isEqualTo(first.get(name)));
    assertThat(trained(start, 6).get("head/conv/kernel"))
        .isNotEqualTo(first.get("head/conv/kernel"));
  }

  private static Map<String, float[]> trained(Path start, long seed) {
    try (TrainableModel model = TrainableModel.load(start, TestModels.OPTIONS)) {
      model.resetOptimizer(seed);
      for (int i = 0; i < 3; i++) {
        model.trainStep(batch(model.fullMask()), 1e-3f);
      }
      return TestModels.peek(model);
    }
  }

  @Test
  void shouldResumeWithTheNoiseThatWouldHaveComeNext() throws IOException {
    Path weights = folder.resolve("weights");
    Path state = folder.resolve("resume/optimizer");
    Map<String, float[]> expected;
    try (TrainableModel model = tiny()) {
      model.trainStep(batch(model.fullMask()), 1e-3f);
      model.saveVersion(weights);
      model.saveOptimizer(state);
      model.trainStep(batch(model.fullMask()), 1e-3f);
      expected = TestModels.peek(model);
    }
    try (TrainableModel resumed = TrainableModel.load(weights, TestModels.OPTIONS)) {
      resumed.restoreOptimizer(state);
      resumed.trainStep(batch(resumed.fullMask()), 1e-3f);
      TestModels.peek(resumed)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void shouldServeWithoutRandomness() throws IOException {
    Network network = new Network(new Network.FeatureShape(32, 32, 3));
    EfficientNetB0.build(network, 10);
    SavedModel model = SavedModelBuilder.build(network, 10);
    assertThat(operations(model.getMetaGraphs(0), "serving_default", "logits"))
        .contains("DepthwiseConv2dNative")
        .noneMatch(operation -> operation.contains("Random"));
    assertThat(operations(model.getMetaGraphs(0), "train_step", "logits"))
        .contains("StatelessRandomUniform");
  }

  /** The kinds of all nodes that this output depends on. */
  private static Set<String> operations(MetaGraphDef graph, String signature, String output) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Deque<String> open = new ArrayDeque<>();
    open.add(graph.getSignatureDefOrThrow(signature).getOutputsOrThrow(output).getName());
    Set<String> seen = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.remove().replaceAll("^\\^|:\\d+$", "");
      if (seen.add(name)) {
        kinds.add(nodes.get(name).getOp());
        open.addAll(nodes.get(name).getInputList());
      }
    }
    return kinds;
  }

  /** B0 on images smaller than its strides, of one channel. */
  @Test
  void shouldLearnAndComeBackFromDisk() {
    Path built = folder.resolve("built");
    Path version = folder.resolve("version");
    Architectures.build(
        "efficientnet-b0", TestModels.SHAPE, TestModels.CLASSES, 7, built, TestModels.OPTIONS);
    LabelledImages images = TestModels.images(24, 3);
    int[] ordinals = IntStream.range(0, 24).toArray();
    Logits expected;
    try (TrainableModel model = TrainableModel.load(built, TestModels.OPTIONS)) {
      assertThat(model.logits(images, ordinals, ProgressListener.none()))
          .isEqualTo(model.logits(images, ordinals, ProgressListener.none()));
      StepInputs batch = TestModels.batch(model, images, 24);
      float first = model.trainStep(batch, 2e-3f).loss();
      float last = first;
      for (int i = 0; i < 20; i++) {
        last = model.trainStep(batch, 2e-3f).loss();
      }
      assertThat(last).isLessThan(first / 2);
      expected = model.logits(images, ordinals, ProgressListener.none());
      model.saveVersion(version);
    }
    try (TrainableModel loaded = TrainableModel.load(version, TestModels.OPTIONS)) {
      assertThat(loaded.logits(images, ordinals, ProgressListener.none())).isEqualTo(expected);
    }
  }
}
