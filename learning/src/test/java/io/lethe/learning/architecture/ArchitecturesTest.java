// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.ModelDirectory;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.network.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

class ArchitecturesTest {
  @TempDir Path folder;

  private static Network built(BiConsumer<Network, Integer> builder, int classes) {
    Network network = new Network(new Network.FeatureShape(32, 32, 3));
    builder.accept(network, classes);
    network.variables().materialize();
    return network;
  }

  private static long weights(Network network) {
    return network.variables().trainable().stream()
        .mapToLong(v -> Arrays.stream(v.description().shape()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  @Test
  void shouldHaveResNet18sParametersAndTopLevelChildren() {
    Network network = built(ResNet18::build, 10);
    assertThat(weights(network))
        .as("torchvision's resnet18 with ten classes")
        .isEqualTo(11_181_642);
    assertThat(network.variables().all()).hasSize(102);
    assertThat(network.variables().all().stream().map(v -> v.description().block()).distinct())
        .containsExactly(0, 1, 4, 5, 6, 7, 9);
  }

  @Test
  void shouldHaveEfficientNetB0sParametersAndTheChildrenOfItsFeatures() {
    Network network = built(EfficientNetB0::build, 10);
    assertThat(weights(network))
        .as("torchvision's efficientnet_b0 with ten classes")
        .isEqualTo(4_020_358);
    assertThat(weights(built(EfficientNetB0::build, 1000)))
        .as("torchvision's efficientnet_b0 with a thousand classes")
        .isEqualTo(5_288_548);
    assertThat(network.variables().all()).hasSize(311);
    assertThat(network.variables().all().stream().map(v -> v.description().block()).distinct())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 10);
    assertThat(Architectures.names()).contains("efficientnet-b0");
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

  /** What one process cannot see: the order of maps differs between processes. */
  @Test
  void shouldWriteItsMapsInOneOrder() throws Exception {
    byte[] written =
        Files.readAllBytes(TestModels.smallCnn(folder, 4).resolve(ModelDirectory.GRAPH));
    byte[] sorted = new byte[written.length];
    CodedOutputStream out = CodedOutputStream.newInstance(sorted);
    out.useDeterministicSerialization();
    SavedModel.parseFrom(written).writeTo(out);
    out.checkNoSpaceLeft();
    assertThat(written).isEqualTo(sorted);
  }
}
