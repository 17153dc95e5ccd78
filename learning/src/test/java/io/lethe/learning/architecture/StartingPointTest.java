// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.ModelDirectory;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

class StartingPointTest {
  private static final Path KERAS = Path.of("src/test/resources/keras-cnn/model");
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final List<String> CLASSES = List.of("up", "down", "left", "right");

  @TempDir Path folder;

  private static Logits logits(Path model) {
    try (TrainableModel loaded = TrainableModel.load(model, TestModels.OPTIONS)) {
      ByteBuffer images = ByteBuffer.allocateDirect(2 * SHAPE.bytes());
      for (int i = 0; i < images.capacity(); i++) {
        images.put(i, (byte) (i * 31));
      }
      return loaded.logits(images, 2);
    }
  }

  @Test
  void shouldBuildWhatLetheKnows() {
    StartingPoint start = StartingPoint.of("small-cnn");
    start.write(TestModels.SHAPE, TestModels.CLASSES, 3, folder, TestModels.OPTIONS);
    assertThat(start.shape()).isEmpty();
    assertThat(start.describe()).startsWith("small-cnn");
    try (TrainableModel model = TrainableModel.load(folder, TestModels.OPTIONS)) {
      assertThat(model.classNames()).isEqualTo(TestModels.CLASSES);
    }
  }

  @Test
  void shouldDrawAnImportedModelsWeightsFromTheSeed() {
    StartingPoint start = StartingPoint.of(KERAS.toString());
    assertThat(start.shape()).contains(SHAPE);
    assertThat(start.classNames()).contains(List.of("0", "1", "2", "3"));
    assertThat(start.describe()).contains(KERAS.toString()).contains("drawn anew");
    for (long seed : new long[] {1, 2}) {
      start.write(SHAPE, CLASSES, seed, folder.resolve(Long.toString(seed)), TestModels.OPTIONS);
    }
    start.write(SHAPE, CLASSES, 1, folder.resolve("again"), TestModels.OPTIONS);
    assertThat(logits(folder.resolve("1")))
        .isEqualTo(logits(folder.resolve("again")))
        .isNotEqualTo(logits(folder.resolve("2")))
        .isNotEqualTo(logits(KERAS));
  }

  @Test
  void shouldKeepTheWeightsOfAModelThatCannotDrawThemAnewAndSaySo() throws IOException {
    Path fixed = copy("fixed");
    Path graph = fixed.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(graph)).toBuilder();
    model.getMetaGraphsBuilder(0).removeSignatureDef("reinitialize");
    Files.write(graph, model.build().toByteArray());
    StartingPoint start = StartingPoint.of(fixed.toString());
    assertThat(start.describe()).contains("with the weights that it has");
    start.write(SHAPE, CLASSES, 1, folder.resolve("out"), TestModels.OPTIONS);
    assertThat(logits(folder.resolve("out"))).isEqualTo(logits(KERAS));
  }

  @Test
  void shouldRefuseImagesAndClassesThatDoNotFitAnImportedModel() throws IOException {
    StartingPoint start = StartingPoint.of(KERAS.toString());
    Path out = folder.resolve("out");
    assertThatThrownBy(
            () -> start.write(new ImageShape(28, 28, 1), CLASSES, 1, out, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("32x32")
        .hasMessageContaining("28x28");
    assertThatThrownBy(() -> start.write(SHAPE, List.of("a", "b"), 1, out, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("knows 4 classes and the dataset has 2");
    StartingPoint named = StartingPoint.of(named(CLASSES).toString());
    assertThatThrownBy(
            () ->
                named.write(
                    SHAPE, List.of("down", "up", "left", "right"), 1, out, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("[up, down, left, right]")
        .hasMessageContaining("class names");
    assertThat(out).doesNotExist();
    named.write(SHAPE, CLASSES, 1, out, TestModels.OPTIONS);
    assertThat(named.classNames()).contains(CLASSES);
  }

  @Test
  void shouldRefuseWhatIsNeitherAnArchitectureNorAModel() {
    assertThatThrownBy(() -> StartingPoint.of("vgg"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'vgg' is unknown")
        .hasMessageContaining("small-cnn")
        .hasMessageContaining("a folder with a trainable SavedModel");
    assertThatThrownBy(() -> StartingPoint.of(folder.toString()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder + " is not a SavedModel");
  }

  private Path named(List<String> names) throws IOException {
    Path named = copy("named");
    Path file = named.resolve("assets.extra/variables.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode description = (ObjectNode) json.readTree(file.toFile());
    names.forEach(description.putArray("class_names")::add);
    json.writeValue(file.toFile(), description);
    return named;
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    ModelDirectory.copyUnchanging(KERAS, copy);
    Files.createDirectories(copy.resolve("variables"));
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.copy(KERAS.resolve("variables").resolve(file), copy.resolve("variables").resolve(file));
    }
    return copy;
  }
}
