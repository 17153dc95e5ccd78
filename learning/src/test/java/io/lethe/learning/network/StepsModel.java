// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.learning.model.SignatureRunner;
import io.lethe.learning.model.TensorFlowEngine;
import io.lethe.learning.model.TensorInputs;
import io.lethe.learning.model.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The network of a fixture of unlearning steps as a trainable SavedModel whose images are floats
 * and whose weights can be set and read: 12 - 16 - ReLU - 5, or with batch normalisation before the
 * ReLU.
 */
final class StepsModel implements AutoCloseable {
  private static final int INPUTS = 12;
  private static final int HIDDEN = 16;
  private static final int CLASSES = 5;

  private final JsonNode fixture;
  private final boolean normalizes;
  private final MetaGraphDef meta;
  private final NDManager manager;
  private final Model model;

  /** What a pass says of itself. */
  record Losses(float total, float crossEntropy, float distillation) {}

  /** A batch: what stands in the fixture's rows, and what the algorithm says about each. */
  @SuppressWarnings("ArrayRecordComponent") // a bag of numbers for one test, never compared
  record Pass(int[] rows, float[] ce, float[] kl, float[][] targets, float temperature) {}

  StepsModel(JsonNode fixture, Path folder) throws IOException {
    this.fixture = fixture;
    this.normalizes = fixture.has("batch_norm");
    Network network = normalizes ? normalizing() : plain();
    SavedModel.Builder saved = SavedModelBuilder.build(network, CLASSES).toBuilder();
    takeFloats(saved.getMetaGraphsBuilder(0));
    TestModels.addPoke(saved.getMetaGraphsBuilder(0), network);
    SavedModel opened = TestModels.openUp(saved.build());
    meta = opened.getMetaGraphs(0);
    Files.write(folder.resolve("saved_model.pb"), opened.toByteArray());
    manager = TensorFlowEngine.start(TestModels.OPTIONS).newBaseManager();
    model = TensorFlowEngine.load(folder, TestModels.OPTIONS);
    poke(fixture.get("initial_weights"));
  }

  private static Network plain() {
    Network network = new Network(new Network.FeatureShape(1, 1, INPUTS));
    network.nextBlock();
    network.add(new Flatten(network, "flatten"), network.shape());
    network.add(new Dense(network, "first", HIDDEN), new Network.FeatureShape(1, 1, HIDDEN));
    network.add(new Relu(network, "relu"), network.shape());
    network.nextBlock();
    network.add(new Dense(network, "second", CLASSES), new Network.FeatureShape(1, 1, CLASSES));
    return network;
  }

  private static Network normalizing() {
    Network network = new Network(new Network.FeatureShape(1, 1, INPUTS));
    network.nextBlock();
    network.add(
        new Convolution(network, "first", 1, HIDDEN, 1, true),
        new Network.FeatureShape(1, 1, HIDDEN));
    network.add(new BatchNormalization(network, "bn"), network.shape());
    network.add(new Relu(network, "relu"), network.shape());
    network.nextBlock();
    network.add(new Flatten(network, "flatten"), network.shape());
    network.add(new Dense(network, "second", CLASSES), new Network.FeatureShape(1, 1, CLASSES));
    return network;
  }

  private static void takeFloats(MetaGraphDef.Builder graph) {
    AttrValue real = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
      if (node.getName().equals("images")) {
        node.putAttr("dtype", real);
      } else if (node.getName().equals("pixels")) {
        node.putAttr("SrcT", real);
      }
    }
    for (String name : List.of("serving_default", "train_step", "accumulate_gradients")) {
      SignatureDef.Builder signature = graph.getSignatureDefOrThrow(name).toBuilder();
      TensorInfo images =
          signature.getInputsOrThrow("images").toBuilder().setDtype(DataType.DT_FLOAT).build();
      graph.putSignatureDef(name, signature.putInputs("images", images).build());
    }
  }

  private NDList run(String signature, NDManager step, NDList inputs) {
    TfSymbolBlock block = (TfSymbolBlock) model.getBlock();
    return new SignatureRunner(
            block.getSavedModelBundle(), signature, meta.getSignatureDefOrThrow(signature))
        .run(step, inputs);
  }

  /** Sets the weights and starts Adam anew. */
  void poke(JsonNode weights) {
    List<float[]> values = inOrder(weights);
    try (NDManager step = manager.newSubManager()) {
      NDList list = new NDList();
      for (int i = 0; i < values.size(); i++) {
        long[] shape =
            meta
                .getSignatureDefOrThrow("poke")
                .getInputsOrThrow("v" + i)
                .getTensorShape()
                .getDimList()
                .stream()
                .mapToLong(d -> d.getSize())
                .toArray();
        list.add(TensorInputs.named("v" + i, step.create(values.get(i), new Shape(shape))));
      }
      run("poke", step, list);
      run("reset_optimizer", step, TensorInputs.seed(step, 0));
    }
  }

  /** The weights and moving statistics, in the order of {@link #inOrder}. */
  List<float[]> peek() {
    List<String> names =
        normalizes
            ? List.of(
                "first/kernel",
                "bn/gamma",
                "bn/beta",
                "bn/moving_mean",
                "bn/moving_variance",
                "second/kernel",
                "second/bias")
            : List.of("first/kernel", "first/bias", "second/kernel", "second/bias");
    try (NDManager step = manager.newSubManager()) {
      NDList out = run("peek", step, TensorInputs.seed(step, 0));
      return names.stream().map(name -> out.get(name).toFloatArray()).toList();
    }
  }

  /** Sum of the absolute values of all trainable weights. */
  double sumOfMagnitudes() {
    List<float[]> values = peek();
    double sum = 0;
    for (int v = 0; v < values.size(); v++) {
      boolean statistic = normalizes && (v == 3 || v == 4);
      for (float value : values.get(v)) {
        sum += statistic ? 0 : Math.abs(value);
      }
    }
    return sum;
  }

  /** The fixture's weights, in the order of the network's variables. */
  List<float[]> inOrder(JsonNode weights) {
    float[] first = transposed(weights.get("w1"));
    float[] second = transposed(weights.get("w2"));
    float[] bias = vector(weights.get("b2"));
    return normalizes
        ? List.of(
            first,
            vector(weights.get("bn_weight")),
            vector(weights.get("bn_bias")),
            vector(weights.get("bn_running_mean")),
            vector(weights.get("bn_running_var")),
            second,
            bias)
        : List.of(first, vector(weights.get("b1")), second, bias);
  }

  /** PyTorch keeps weights as [outputs][inputs], TensorFlow as [inputs][outputs]. */
  private static float[] transposed(JsonNode matrix) {
    int rows = matrix.size();
    int columns = matrix.get(0).size();
    float[] result = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[c * rows + r] = (float) matrix.get(r).get(c).asDouble();
      }
    }
    return result;
  }

  static float[] vector(JsonNode list) {
    float[] result = new float[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) list.get(i).asDouble();
    }
    return result;
  }

  /** Evaluation-mode logits of all rows of the fixture. */
  float[][] logits() {
    int[] all = IntStream.range(0, fixture.get("x").size()).toArray();
    try (NDManager step = manager.newSubManager()) {
      float[] flat =
          run("serving_default", step, new NDList(images(step, all))).get("logits").toFloatArray();
      float[][] rows = new float[all.length][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * CLASSES, (i + 1) * CLASSES));
      return rows;
    }
  }

  /** One update. */
  Losses train(Pass pass, float learningRate) {
    try (NDManager step = manager.newSubManager()) {
      NDList inputs = inputs(step, pass);
      inputs.addAll(TensorInputs.learningRate(step, learningRate));
      return losses(run("train_step", step, inputs));
    }
  }

  /** One pass whose gradients wait for {@link #apply}. */
  Losses accumulate(Pass pass) {
    try (NDManager step = manager.newSubManager()) {
      return losses(run("accumulate_gradients", step, inputs(step, pass)));
    }
  }

  void apply(float learningRate) {
    try (NDManager step = manager.newSubManager()) {
      NDList inputs = TensorInputs.learningRate(step, learningRate);
      inputs.add(TensorInputs.named("update_mask", step.create(ones())));
      run("apply_gradients", step, inputs);
    }
  }

  private static Losses losses(NDList out) {
    return new Losses(
        out.get("loss").getFloat(),
        out.get("cross_entropy").getFloat(),
        out.get("distillation").getFloat());
  }

  private NDList inputs(NDManager step, Pass pass) {
    int[] rows = pass.rows();
    int[] labels = Arrays.stream(rows).map(r -> fixture.get("labels").get(r).asInt()).toArray();
    float[] targets = new float[rows.length * CLASSES];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(pass.targets()[i], 0, targets, i * CLASSES, CLASSES);
    }
    return new NDList(
        images(step, rows),
        TensorInputs.named("labels", step.create(labels)),
        TensorInputs.named("cross_entropy_weight", step.create(pass.ce())),
        TensorInputs.named("distillation_weight", step.create(pass.kl())),
        TensorInputs.named("target_logits", step.create(targets, new Shape(rows.length, CLASSES))),
        TensorInputs.named("temperature", step.create(pass.temperature())),
        TensorInputs.named("update_mask", step.create(ones())));
  }

  private float[] ones() {
    float[] mask = new float[normalizes ? 7 : 4];
    Arrays.fill(mask, 1);
    return mask;
  }

  /** The graph maps a pixel p to p / 127.5 - 1; here goes the number that it maps to x. */
  private NDArray images(NDManager step, int[] rows) {
    float[] values = new float[rows.length * INPUTS];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < INPUTS; c++) {
        double x = fixture.get("x").get(rows[i]).get(c).asDouble();
        values[i * INPUTS + c] = (float) ((x + 1) * 127.5);
      }
    }
    return TensorInputs.named("images", step.create(values, new Shape(rows.length, 1, 1, INPUTS)));
  }

  @Override
  public void close() {
    manager.close();
    model.close();
  }
}
