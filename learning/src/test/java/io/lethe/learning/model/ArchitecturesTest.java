package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.dataset.ImageShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchitecturesTest {
  @TempDir Path folder;

  @Test
  void shouldHaveResNet18sParametersAndTopLevelChildren() {
    Network network = new Network(new Network.FeatureShape(32, 32, 3));
    ResNet18.build(network, 10);
    network.variables().materialize();
    long weights =
        network.variables().trainable().stream()
            .mapToLong(
                v ->
                    Stream.of(v.description().shape())
                        .flatMapToLong(java.util.Arrays::stream)
                        .reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(weights).as("torchvision's resnet18 with ten classes").isEqualTo(11_181_642);
    assertThat(network.variables().all()).hasSize(102);
    assertThat(network.variables().all().stream().map(v -> v.description().block()).distinct())
        .containsExactly(0, 1, 4, 5, 6, 7, 9);
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                Architectures.build(
                    "vgg", TestModels.SHAPE, TestModels.CLASSES, 1, folder, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'vgg' is unknown")
        .hasMessageContaining("small-cnn");
    assertThatThrownBy(
            () ->
                Architectures.build(
                    "small-cnn", TestModels.SHAPE, List.of("one"), 1, folder, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("at least two classes");
    assertThatThrownBy(
            () ->
                Architectures.build(
                    "small-cnn",
                    new ImageShape(4, 4, 1),
                    TestModels.CLASSES,
                    1,
                    folder,
                    TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("too small");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldNotBuildOverAnotherModel() throws Exception {
    Files.writeString(folder.resolve("precious"), "data");
    assertThatThrownBy(() -> TestModels.smallCnn(folder, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not empty");
    assertThat(folder.resolve("saved_model.pb")).doesNotExist();
  }

  @Test
  void shouldBuildTheSameBytesFromTheSameSeed() throws Exception {
    Path one = TestModels.smallCnn(folder.resolve("one"), 4);
    Path two = TestModels.smallCnn(folder.resolve("two"), 4);
    Path other = TestModels.smallCnn(folder.resolve("other"), 5);
    String weights = "variables/variables.data-00000-of-00001";
    for (String file : List.of("saved_model.pb", "assets.extra/variables.json", weights)) {
      assertThat(Files.readAllBytes(one.resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(two.resolve(file)));
    }
    assertThat(Files.readAllBytes(one.resolve(weights)))
        .isNotEqualTo(Files.readAllBytes(other.resolve(weights)));
  }
}
