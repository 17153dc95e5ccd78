// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole EfficientNet-B0 beside torchvision's on the same weights and images, without dropout
 * and stochastic depth: logits, loss, every gradient and every moving statistic. The expected
 * numbers are those of {@code python/make_efficientnet_fixture.py}.
 */
class EfficientNetParityTest {
  private static final int ROWS = 8;
  private static final int HEIGHT = 48;
  private static final int WIDTH = 40;
  private static final int CLASSES = 10;
  private static final double TOLERANCE = 1e-4;

  /**
   * The norms of most gradients are from 0.1 to 10. A shift that the next batch normalisation takes
   * away has none in theory, and some rounding here.
   */
  private static final double ROUNDING = 0.03;

  @TempDir Path folder;
  private JsonNode fixture;
  private TrainableModel model;

  @BeforeEach
  void build() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("efficientnet_b0.json")) {
      fixture = new ObjectMapper().readTree(in);
    }
    Network network = new Network(new Network.FeatureShape(HEIGHT, WIDTH, 3));
    EfficientNetB0.build(network, CLASSES, EfficientNetB0.plan().withoutNoise());
    model = TestModels.open(folder, network, CLASSES);
    List<float[]> weights = new ArrayList<>();
    for (JsonNode variable : fixture.get("variables")) {
      int index = weights.size();
      assertThat(model.variables().get(index).path()).isEqualTo(variable.get("path").asText());
      weights.add(weight(index, variable));
    }
    TestModels.poke(model, weights);
    model.resetOptimizer(0);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static float[] weight(int index, JsonNode variable) {
    double offset = variable.get("offset").asDouble();
    double scale = variable.get("scale").asDouble();
    float[] values = new float[variable.get("numbers").asInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + scale * noise(index, i));
    }
    return values;
  }

  /** The script's hash: evenly spread from -1 to 1. */
  private static double noise(int stream, int position) {
    int h = (position + 1) * 0x9E3779B1 + stream * 0x85EBCA6B;
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    h = h ^ (h >>> 16);
    return Integer.toUnsignedLong(h) / 2147483648.0 - 1;
  }

  private StepInputs batch(boolean normsAwake) {
    int bytes = ROWS * HEIGHT * WIDTH * 3;
    ByteBuffer images = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      images.put((byte) (int) Math.floor(128 * (noise(fixture.get("pixels").asInt(), i) + 1)));
    }
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i * 7 % CLASSES;
    }
    float[] mean = new float[ROWS];
    Arrays.fill(mean, 1f / ROWS);
    float[] mask = model.fullMask();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = normsAwake || !model.variables().get(i).path().contains("/moving_") ? 1 : 0;
    }
    float[] none = new float[ROWS * CLASSES];
    return new StepInputs(ROWS, images.flip(), labels, mean, new float[ROWS], none, 1, mask);
  }

  @Test
  void shouldGiveTorchvisionsLogits() {
    JsonNode expected = fixture.at("/frozen/logits");
    float[] found = model.logits(batch(true).images(), ROWS).values();
    double largest = 0;
    for (JsonNode row : expected) {
      for (JsonNode logit : row) {
        largest = Math.max(largest, Math.abs(logit.asDouble()));
      }
    }
    for (int i = 0; i < found.length; i++) {
      double logit = expected.get(i / CLASSES).get(i % CLASSES).asDouble();
      assertThat((double) found[i]).isCloseTo(logit, within(TOLERANCE * largest));
    }
  }

  @Test
  void shouldGiveTorchvisionsGradientsWithMovingStatistics() {
    compare("frozen", batch(false));
  }

  @Test
  void shouldGiveTorchvisionsGradientsAndStatisticsWithThoseOfTheBatch() {
    compare("awake", batch(true));
  }

  private void compare(String mode, StepInputs batch) {
    double loss = fixture.at("/" + mode + "/loss").asDouble();
    assertThat((double) model.accumulateGradients(batch).loss())
        .isCloseTo(loss, within(TOLERANCE * loss));
    Map<String, float[]> inside = TestModels.peek(model);
    List<String> wrong = new ArrayList<>();
    double worst = 0;
    for (int i = 0; i < model.variables().size(); i++) {
      String path = model.variables().get(i).path();
      float[] values = inside.get(path.contains("/moving_") ? path : "gradients/" + path);
      JsonNode expected = fixture.get("variables").get(i).get(mode);
      double scale = expected.get(0).asDouble() + ROUNDING;
      double byNorm = Math.abs(norm(values) - expected.get(0).asDouble()) / scale;
      double byProbe = Math.abs(probe(i, values) - expected.get(1).asDouble()) / scale;
      worst = Math.max(worst, Math.max(byNorm, byProbe));
      if (!(byNorm <= TOLERANCE && byProbe <= TOLERANCE)) {
        wrong.add(path + " " + byNorm + " " + byProbe);
      }
    }
    assertThat(wrong).as("largest deviation " + worst).isEmpty();
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private double probe(int index, float[] values) {
    int stream = fixture.get("probes").asInt() + index;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * noise(stream, i);
    }
    return sum;
  }
}
