// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.learning.architecture.ResNet18;
import io.lethe.learning.model.ModelVariable;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gradients that the layers state, compared with what the loss really does when the weights
 * move along them.
 */
class GradientTest {
  private static final int ROWS = 16;

  @TempDir Path folder;

  /**
   * Every layer kind: strided and projected convolutions, padded pooling, residual sums, global
   * average, dense.
   */
  private TrainableModel tinyResNet() throws IOException {
    Network network = new Network(new Network.FeatureShape(32, 32, 3));
    ResNet18.build(network, 4, new int[] {4, 4, 6, 8});
    return TestModels.open(folder, network, 4);
  }

  private static StepInputs batch(float[] mask) {
    Random random = new Random(17);
    byte[] pixels = new byte[ROWS * 32 * 32 * 3];
    random.nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    int[] labels = random.ints(ROWS, 0, 4).toArray();
    float[] ce = new float[ROWS];
    float[] kl = new float[ROWS];
    float[] target = new float[ROWS * 4];
    for (int i = 0; i < ROWS; i++) {
      ce[i] = i % 3 == 0 ? 0 : 1f / ROWS;
      kl[i] = i % 2 == 0 ? 1f / ROWS : -0.5f / ROWS;
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) random.nextGaussian();
    }
    return new StepInputs(ROWS, images, labels, ce, kl, target, 2, mask);
  }

  /**
   * Adam's first step moves each weight by the rate against the sign of its gradient, so the loss
   * must fall by rate times the sum of the gradients' sizes; a small rate keeps the path straight.
   */
  @Test
  void shouldPredictHowTheLossFallsAlongAStep() throws IOException {
    float rate = 1e-5f;
    try (TrainableModel model = tinyResNet()) {
      model.reinitialize(3, model.fullMask());
      StepInputs batch = batch(model.fullMask());
      float before = model.accumulateGradients(batch).loss();
      Map<String, float[]> inside = TestModels.peek(model);
      double size = 0;
      for (String name : inside.keySet()) {
        if (name.startsWith("gradients/")) {
          size += sum(inside.get(name));
        }
      }
      model.applyGradients(rate, model.fullMask());
      float after = model.accumulateGradients(batch).loss();
      assertThat((before - after) / rate).isCloseTo((float) size, within((float) size * 0.05f));
    }
  }

  /** The same for each layer alone, where a wrong sign or scale could hide behind the others. */
  @Test
  void shouldPredictHowTheLossFallsForEachKernelAlone() throws IOException {
    try (TrainableModel model = tinyResNet()) {
      for (int i = 0; i < model.variables().size(); i++) {
        ModelVariable variable = model.variables().get(i);
        if (!variable.path().endsWith("kernel")) {
          continue;
        }
        model.reinitialize(3, model.fullMask());
        float[] only = batchNormsAwake(model, i);
        StepInputs batch = batch(only);
        float before = model.accumulateGradients(batch).loss();
        double size = sum(TestModels.peek(model).get("gradients/" + variable.path()));
        float rate = (float) (4e-3 / size);
        model.applyGradients(rate, only);
        float after = model.accumulateGradients(batch).loss();
        assertThat((before - after) / rate)
            .as(variable.path())
            .isCloseTo((float) size, within((float) size * 0.1f));
      }
    }
  }

  private static float[] batchNormsAwake(TrainableModel model, int trained) {
    float[] mask = new float[model.variables().size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i == trained || model.variables().get(i).path().contains("moving") ? 1 : 0;
    }
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
  void shouldGiveTheSameGradientsByOnePassOrByTwoHalves() throws IOException {
    try (TrainableModel model = tinyResNet()) {
      model.reinitialize(3, model.fullMask());
      float[] frozenNorms = new float[model.variables().size()];
      for (int i = 0; i < frozenNorms.length; i++) {
        frozenNorms[i] = model.variables().get(i).path().contains("moving") ? 0 : 1;
      }
      StepInputs whole = batch(frozenNorms);
      model.accumulateGradients(whole);
      float[] expected = TestModels.peek(model).get("gradients/conv1/kernel");
      model.resetOptimizer(0);
      model.accumulateGradients(part(whole, 0, 6));
      model.accumulateGradients(part(whole, 6, ROWS));
      assertThat(TestModels.peek(model).get("gradients/conv1/kernel"))
          .containsExactly(expected, within(1e-4f));
    }
  }

  private static StepInputs part(StepInputs whole, int from, int to) {
    int size = whole.images().remaining() / ROWS;
    return new StepInputs(
        to - from,
        ByteBuffer.allocateDirect((to - from) * size)
            .put(whole.images().slice(from * size, (to - from) * size))
            .flip(),
        Arrays.copyOfRange(whole.labels(), from, to),
        Arrays.copyOfRange(whole.crossEntropyWeight(), from, to),
        Arrays.copyOfRange(whole.distillationWeight(), from, to),
        Arrays.copyOfRange(whole.targetLogits(), from * 4, to * 4),
        whole.temperature(),
        whole.updateMask());
  }
}
