// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier that Keras exported: what Python computed with it must come out here too. */
class ImportedModelTest {
  private static final float TOLERANCE = 1e-4f;
  private static final Path FOLDER = Path.of("src/test/resources/keras-cnn");

  @TempDir Path folder;
  private JsonNode expected;
  private TrainableModel model;
  private ByteBuffer images;

  @BeforeEach
  void load() throws IOException {
    expected = new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
    byte[] pixels = Base64.getDecoder().decode(expected.get("images_base64").asText());
    images = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    model = TrainableModel.load(FOLDER.resolve("model"), TestModels.OPTIONS);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static float[] floats(JsonNode node) {
    if (node.isArray() && node.size() > 0 && node.get(0).isArray()) {
      float[] flat = new float[node.size() * node.get(0).size()];
      for (int i = 0; i < node.size(); i++) {
        float[] row = floats(node.get(i));
        System.arraycopy(row, 0, flat, i * row.length, row.length);
      }
      return flat;
    }
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) node.get(i).asDouble();
    }
    return values;
  }

  private StepInputs inputs(float[] mask) {
    int[] labels = new int[4];
    for (int i = 0; i < 4; i++) {
      labels[i] = expected.get("labels").get(i).asInt();
    }
    return new StepInputs(
        4,
        images,
        labels,
        floats(expected.get("cross_entropy_weight")),
        floats(expected.get("distillation_weight")),
        floats(expected.get("target_logits")),
        (float) expected.get("temperature").asDouble(),
        mask);
  }

  @Test
  void shouldTrainAsInPython() {
    assertThat(model.logits(images, 4).values())
        .containsExactly(floats(expected.at("/serving_before/logits")), within(TOLERANCE));
    model.resetOptimizer(expected.get("reset_optimizer_seed").asLong());
    float rate = (float) expected.get("learning_rate").asDouble();
    for (JsonNode loss : expected.get("losses")) {
      assertThat(model.trainStep(inputs(floats(expected.get("update_mask"))), rate).loss())
          .isCloseTo((float) loss.asDouble(), within(TOLERANCE));
    }
    assertThat(model.logits(images, 4).values())
        .containsExactly(floats(expected.at("/serving_after/logits")), within(TOLERANCE));
    for (JsonNode loss : expected.at("/frozen/losses")) {
      assertThat(model.trainStep(inputs(floats(expected.at("/frozen/update_mask"))), rate).loss())
          .isCloseTo((float) loss.asDouble(), within(TOLERANCE));
    }
    assertThat(model.logits(images, 4).values())
        .containsExactly(floats(expected.at("/frozen/serving_after/logits")), within(TOLERANCE));
    model.reinitialize(expected.at("/reinitialized/seed").asLong(), model.fullMask());
    assertThat(model.logits(images, 4).values())
        .containsExactly(
            floats(expected.at("/reinitialized/serving_after/logits")), within(TOLERANCE));
  }

  @Test
  void shouldPublishAVersionThatLoadsAgain() {
    model.trainStep(inputs(model.fullMask()), 0.01f);
    Logits expectedLogits = model.logits(images, 4);
    model.saveVersion(folder.resolve("version"));
    try (TrainableModel version =
        TrainableModel.load(folder.resolve("version"), TestModels.OPTIONS)) {
      assertThat(version.logits(images, 4)).isEqualTo(expectedLogits);
    }
  }

  @Test
  void shouldSayWhatItLacks() {
    assertThat(model.has("accumulate_gradients")).isFalse();
    assertThatThrownBy(() -> model.accumulateGradients(inputs(model.fullMask())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no signature 'accumulate_gradients'");
    float[] part = model.fullMask();
    part[0] = 0;
    assertThatThrownBy(() -> model.reinitialize(1, part))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("only be reinitialised as a whole");
    assertThat(model.logits(images, 4).rows()).isEqualTo(4);
  }
}
