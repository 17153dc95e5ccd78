// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import com.google.protobuf.CodedOutputStream;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.ModelDescription;
import io.lethe.learning.model.ModelDirectory;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.network.BatchNormalization;
import io.lethe.learning.network.Convolution;
import io.lethe.learning.network.Dense;
import io.lethe.learning.network.Flatten;
import io.lethe.learning.network.MaxPooling;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.Relu;
import io.lethe.learning.network.SavedModelBuilder;
import io.lethe.learning.network.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tensorflow.proto.SavedModel;

/** The networks that Lethe builds itself. */
public final class Architectures {
  private static final Map<String, BiConsumer<Network, Integer>> BUILDERS = builders();

  private Architectures() {}

  private static Map<String, BiConsumer<Network, Integer>> builders() {
    Map<String, BiConsumer<Network, Integer>> builders = new LinkedHashMap<>();
    builders.put("small-cnn", Architectures::smallCnn);
    builders.put("resnet18", ResNet18::build);
    builders.put("efficientnet-b0", EfficientNetB0::build);
    return builders;
  }

  /** Names that {@link #build} knows. */
  public static List<String> names() {
    return List.copyOf(BUILDERS.keySet());
  }

  /**
   * Writes a trainable SavedModel with freshly drawn weights, on the device and threads the process
   * was started with.
   *
   * @param architecture one of {@link #names}
   * @param shape the images, pixels 0..255
   * @param classNames in the order of the labels, at least two
   * @param seed the same seed gives the same weights
   * @param outDirectory a folder that does not exist or is empty
   * @throws ModelException if the name is unknown, the images are too small, or the folder is taken
   */
  public static void build(
      String architecture,
      ImageShape shape,
      List<String> classNames,
      long seed,
      Path outDirectory) {
    build(architecture, shape, classNames, seed, outDirectory, RuntimeOptions.fromSystem());
  }

  /** As the other, on this device and so many threads. */
  public static void build(
      String architecture,
      ImageShape shape,
      List<String> classNames,
      long seed,
      Path outDirectory,
      RuntimeOptions options) {
    BiConsumer<Network, Integer> builder = BUILDERS.get(architecture);
    if (builder == null) {
      throw new ModelException(
          "architecture '" + architecture + "' is unknown; there are " + names());
    }
    if (classNames.size() < 2) {
      throw new ModelException("a classifier needs at least two classes, not " + classNames);
    }
    Network network =
        new Network(new Network.FeatureShape(shape.height(), shape.width(), shape.channels()));
    builder.accept(network, classNames.size());
    SavedModel model = SavedModelBuilder.build(network, classNames.size());
    ModelDescription description =
        new ModelDescription(
            architecture,
            shape,
            classNames,
            network.variables().all().stream().map(Variables.Variable::description).toList(),
            network.variables().all().stream().map(Variables.Variable::trainable).toList());
    try {
      ModelDirectory.create(outDirectory);
      Files.write(outDirectory.resolve(ModelDirectory.GRAPH), sortedBytes(model));
      description.write(outDirectory);
    } catch (IOException e) {
      throw new ModelException(
          "the model cannot be written to " + outDirectory + "; check the disk and its rights", e);
    }
    initialize(outDirectory, network.variables().all().size(), seed, options);
  }

  /** With all maps sorted by key: else their order, and a model's digest, differs by process. */
  private static byte[] sortedBytes(SavedModel model) throws IOException {
    byte[] bytes = new byte[model.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    model.writeTo(out);
    out.checkNoSpaceLeft();
    return bytes;
  }

  /**
   * The graph draws its own first weights: loaded without a checkpoint, told to start over, and
   * then saved.
   */
  private static void initialize(Path directory, int variables, long seed, RuntimeOptions options) {
    float[] everything = new float[variables];
    Arrays.fill(everything, 1);
    try (TrainableModel model = TrainableModel.open(directory, options)) {
      model.reinitialize(seed, everything);
      model.checkpoint(directory);
    }
  }

  /**
   * Three times convolution, pooling, batch normalisation, ReLU, then one dense layer on the
   * flattened features: it memorises 6,000 small images in twelve epochs, in seconds on two cores.
   * Pooling comes before normalisation because that quarters the work of what follows.
   */
  private static void smallCnn(Network network, int classes) {
    int[] channels = {16, 32, 64};
    for (int i = 0; i < channels.length; i++) {
      network.nextBlock();
      String prefix = "block" + i + "/";
      Convolution convolution =
          new Convolution(network, prefix + "conv", 3, channels[i], 1, i == 0);
      network.add(convolution, convolution.output(channels[i]));
      MaxPooling pooling = new MaxPooling(network, prefix + "pool", 2, 2, 0);
      network.add(pooling, pooling.output());
      network.add(new BatchNormalization(network, prefix + "bn"), network.shape());
      network.add(new Relu(network, prefix + "relu"), network.shape());
    }
    network.nextBlock();
    network.add(
        new Flatten(network, "flatten"), new Network.FeatureShape(1, 1, network.shape().size()));
    network.add(new Dense(network, "head", classes), new Network.FeatureShape(1, 1, classes));
  }
}
