// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.network.GraphMath;
import io.lethe.learning.network.GraphWriter;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.SavedModelBuilder;
import io.lethe.learning.network.Tensor;
import io.lethe.learning.network.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Small models and batches, and a window into a model's variables. */
public final class TestModels {
  /** One setting for all tests of this process. */
  public static final RuntimeOptions OPTIONS = RuntimeOptions.cpu(1);

  public static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  public static final List<String> CLASSES = List.of("cat", "dog", "hen");

  private TestModels() {}

  /** A small-cnn for 8x8 grey images of three classes. */
  public static Path smallCnn(Path folder, long seed) {
    Architectures.build("small-cnn", SHAPE, CLASSES, seed, folder, OPTIONS);
    return folder;
  }

  /** Random images whose brightness tells the label: something that can be learnt. */
  public static LabelledImages images(int count, long seed) {
    Random random = new Random(seed);
    byte[][] pixels = new byte[count][SHAPE.bytes()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES.size();
      for (int p = 0; p < SHAPE.bytes(); p++) {
        pixels[i][p] = (byte) (60 * labels[i] + random.nextInt(100));
      }
    }
    return new LabelledImages() {
      @Override
      public ImageShape shape() {
        return SHAPE;
      }

      @Override
      public int classes() {
        return CLASSES.size();
      }

      @Override
      public int label(int ordinal) {
        return labels[ordinal];
      }

      @Override
      public void copyImage(int ordinal, ByteBuffer target) {
        target.put(pixels[ordinal]);
      }
    };
  }

  /** The first images as one batch of plain cross entropy. */
  public static StepInputs batch(TrainableModel model, LabelledImages images, int rows) {
    return batch(images, rows, model.fullMask());
  }

  public static StepInputs batch(LabelledImages images, int rows, float[] mask) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(rows * images.shape().bytes());
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      images.copyImage(i, buffer);
      labels[i] = images.label(i);
    }
    float[] weights = new float[rows];
    Arrays.fill(weights, 1f / rows);
    return new StepInputs(
        rows,
        buffer.flip(),
        labels,
        weights,
        new float[rows],
        new float[rows * images.classes()],
        1,
        mask);
  }

  /** Writes a hand-made network as a model that can be peeked and poked, and opens it. */
  public static TrainableModel open(Path folder, Network network, int classes) throws IOException {
    SavedModel.Builder model = SavedModelBuilder.build(network, classes).toBuilder();
    addPoke(model.getMetaGraphsBuilder(0), network);
    Files.write(folder.resolve(ModelDirectory.GRAPH), openUp(model.build()).toByteArray());
    Network.FeatureShape input = network.input();
    List<Variables.Variable> all = network.variables().all();
    new ModelDescription(
            "tiny",
            new ImageShape(input.height(), input.width(), input.channels()),
            IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(),
            all.stream().map(Variables.Variable::description).toList(),
            all.stream().map(Variables.Variable::trainable).toList())
        .write(folder);
    return TrainableModel.open(folder, OPTIONS);
  }

  /** Adds a signature {@code poke} that sets every variable. */
  public static void addPoke(MetaGraphDef.Builder graph, Network network) {
    GraphWriter extra = new GraphWriter();
    SignatureDef.Builder poke = SignatureDef.newBuilder();
    List<Tensor> values = new ArrayList<>();
    List<Tensor> done = new ArrayList<>();
    for (Variables.Variable variable : network.variables().all()) {
      long[] shape = variable.description().shape();
      String name = "poke/" + variable.index();
      Tensor value =
          extra
              .op("Placeholder", name)
              .type("dtype", DataType.DT_FLOAT)
              .shape("shape", shape)
              .build();
      values.add(value);
      done.add(
          extra
              .op("AssignVariableOp", name + "/assign")
              .in(variable.handle(), value)
              .type("dtype", DataType.DT_FLOAT)
              .build());
      poke.putInputs("v" + variable.index(), info(value, shape));
    }
    Tensor given =
        new GraphMath(extra).identity("poke/done", values.get(0), DataType.DT_FLOAT, done);
    graph.getGraphDefBuilder().addAllNode(extra.build().getNodeList());
    poke.putOutputs("done", info(given, network.variables().get(0).description().shape()));
    graph.putSignatureDef("poke", poke.build());
  }

  private static TensorInfo info(Tensor tensor, long... shape) {
    return TensorInfo.newBuilder()
        .setName(tensor.fullName())
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(GraphWriter.shapeOf(shape))
        .build();
  }

  /** Sets every variable, in the order of the mask. */
  public static void poke(TrainableModel model, List<float[]> values) {
    try (NDManager step = model.manager().newSubManager()) {
      NDList list = new NDList();
      for (int i = 0; i < values.size(); i++) {
        Shape shape = new Shape(model.variables().get(i).shape());
        list.add(TensorInputs.named("v" + i, step.create(values.get(i), shape)));
      }
      model.run("poke", step, list);
    }
  }

  /** Adds a signature {@code peek} (every resource of the model by name) to a model on disk. */
  public static void openUp(Path model) {
    Path file = model.resolve(ModelDirectory.GRAPH);
    try {
      Files.write(file, openUp(SavedModel.parseFrom(Files.readAllBytes(file))).toByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public static SavedModel openUp(SavedModel model) {
    SavedModel.Builder builder = model.toBuilder();
    MetaGraphDef.Builder meta = builder.getMetaGraphsBuilder(0);
    SignatureDef.Builder peek = SignatureDef.newBuilder();
    peek.putInputs("seed", meta.getSignatureDefOrThrow("reset_optimizer").getInputsOrThrow("seed"));
    for (NodeDef handle : meta.getGraphDef().getNodeList()) {
      if (handle.getOp().equals("VarHandleOp")) {
        peek.putOutputs(
            handle.getName(),
            TensorInfo.newBuilder()
                .setName(handle.getName() + "/Read/ReadVariableOp:0")
                .setDtype(handle.getAttrOrThrow("dtype").getType())
                .setTensorShape(handle.getAttrOrThrow("shape").getShape())
                .build());
      }
    }
    meta.putSignatureDef("peek", peek.build());
    return builder.build();
  }

  /** Every float resource of an opened-up model. */
  public static Map<String, float[]> peek(TrainableModel model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (NDManager step = model.manager().newSubManager()) {
      NDList out = model.run("peek", step, TensorInputs.seed(step, 0));
      for (NDArray array : out) {
        if (array.getDataType() == ai.djl.ndarray.types.DataType.FLOAT32) {
          values.put(array.getName(), array.toFloatArray());
        }
      }
    }
    return values;
  }
}
