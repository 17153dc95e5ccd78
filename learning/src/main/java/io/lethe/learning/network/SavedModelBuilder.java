// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Turns a network into the graph of a trainable SavedModel: every signature, and how the weights
 * are restored.
 *
 * <p>Why: docs/decisions/0006-the-graph-is-written-directly.md.
 */
public final class SavedModelBuilder {
  private static final String PREDICT = "tensorflow/serving/predict";

  private final Network network;
  private final GraphWriter graph;
  private final GraphMath maths;
  private final int classes;
  private final long[] imageDimensions;
  private final MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();

  private SavedModelBuilder(Network network, int classes) {
    this.network = network;
    this.graph = network.graph();
    this.maths = network.maths();
    this.classes = classes;
    Network.FeatureShape input = network.input();
    this.imageDimensions = new long[] {-1, input.height(), input.width(), input.channels()};
  }

  /** Builds the whole model; the network's layers are all there, its passes not yet. */
  public static SavedModel build(Network network, int classes) {
    return new SavedModelBuilder(network, classes).build();
  }

  private SavedModel build() {
    network.variables().materialize();
    Tensor images =
        graph
            .op("Placeholder", "images")
            .type("dtype", DataType.DT_UINT8)
            .shape("shape", imageDimensions)
            .build();
    Tensor normalized = normalize(images);
    TensorInfo imageInfo = info(images, DataType.DT_UINT8, imageDimensions);
    serving(imageInfo, normalized);
    AdamOptimizer optimizer = new AdamOptimizer(graph, network.variables());
    training(imageInfo, normalized, optimizer);
    seeds(optimizer);
    checkpoints(optimizer);
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion("2.16.1");
    meta.setGraphDef(graph.build());
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  /** Pixels 0..255 to -1..1. */
  private Tensor normalize(Tensor images) {
    Tensor cast = maths.cast("pixels", images, DataType.DT_UINT8, DataType.DT_FLOAT);
    Tensor scaled =
        maths.multiply("pixels/scaled", cast, graph.constant("pixels/scale", 1 / 127.5f));
    return maths.subtract("pixels/normalized", scaled, graph.constant("pixels/one", 1f));
  }

  private void serving(TensorInfo images, Tensor normalized) {
    Tensor logits = network.serve(normalized);
    Tensor probabilities = maths.unary("Softmax", "serve/probabilities", logits);
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    outputs.put("logits", info(logits, DataType.DT_FLOAT, -1, classes));
    outputs.put("probabilities", info(probabilities, DataType.DT_FLOAT, -1, classes));
    signature("serving_default", Map.of("images", images), outputs);
  }

  private void training(TensorInfo images, Tensor normalized, AdamOptimizer optimizer) {
    Tensor logits = network.train(normalized);
    Loss loss = new Loss(graph, classes);
    Loss.Nodes nodes = loss.build(logits);
    network.backward(nodes.logitsGradient());

    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    inputs.put("images", images);
    inputs.put("labels", info(loss.labels(), DataType.DT_INT32, -1));
    inputs.put("cross_entropy_weight", info(loss.crossEntropyWeight(), DataType.DT_FLOAT, -1));
    inputs.put("distillation_weight", info(loss.distillationWeight(), DataType.DT_FLOAT, -1));
    inputs.put("target_logits", info(loss.targetLogits(), DataType.DT_FLOAT, -1, classes));
    inputs.put("temperature", info(loss.temperature(), DataType.DT_FLOAT));
    inputs.put("update_mask", maskInfo());
    signature(
        "accumulate_gradients",
        inputs,
        outputs("accumulate", nodes, logits, optimizer.accumulate(network)));
    inputs.put("learning_rate", info(optimizer.learningRate(), DataType.DT_FLOAT));
    signature("train_step", inputs, outputs("train_step", nodes, logits, optimizer.step(network)));
    signature(
        "apply_gradients",
        Map.of(
            "learning_rate",
            info(optimizer.learningRate(), DataType.DT_FLOAT),
            "update_mask",
            maskInfo()),
        Map.of("step", info(optimizer.applyAccumulated(), DataType.DT_INT64)));
  }

  /** The results of a pass, given out when all its updates have ended. */
  private Map<String, TensorInfo> outputs(
      String prefix, Loss.Nodes nodes, Tensor logits, List<Tensor> updates) {
    List<Tensor> all = new ArrayList<>(updates);
    all.addAll(network.statisticsUpdates());
    List<Tensor> done = List.of(maths.all(prefix + "/updated", all));
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    outputs.put("loss", scalar(prefix + "/loss", nodes.loss(), done));
    outputs.put("cross_entropy", scalar(prefix + "/cross_entropy", nodes.crossEntropy(), done));
    outputs.put("distillation", scalar(prefix + "/distillation", nodes.distillation(), done));
    Tensor given = maths.identity(prefix + "/logits", logits, DataType.DT_FLOAT, done);
    outputs.put("logits", info(given, DataType.DT_FLOAT, -1, classes));
    return outputs;
  }

  private TensorInfo scalar(String name, Tensor value, List<Tensor> done) {
    return info(maths.identity(name, value, DataType.DT_FLOAT, done), DataType.DT_FLOAT);
  }

  private void seeds(AdamOptimizer optimizer) {
    Tensor seed =
        graph.op("Placeholder", "seed").type("dtype", DataType.DT_INT64).shape("shape").build();
    TensorInfo seedInfo = info(seed, DataType.DT_INT64);
    signature(
        "reset_optimizer",
        Map.of("seed", seedInfo),
        Map.of(
            "step",
            info(stepZero("reset", seed, reset("reset", optimizer, seed)), DataType.DT_INT64)));
    List<Tensor> done = reset("restart", optimizer, seed);
    done.addAll(new InitialValues(graph, network.variables()).assign(seed));
    signature(
        "reinitialize",
        Map.of("seed", seedInfo, "update_mask", maskInfo()),
        Map.of("step", info(stepZero("reinitialized", seed, done), DataType.DT_INT64)));
    List<Tensor> swapped = reset("transposed", optimizer, seed);
    swapped.addAll(new TransposedKernels(graph, network.variables()).assign());
    signature(
        "transpose_kernels",
        Map.of("seed", seedInfo),
        Map.of("step", info(stepZero("kernels_transposed", seed, swapped), DataType.DT_INT64)));
  }

  /** What a run that starts over begins with: a cleared optimizer and, with noise, its seed. */
  private List<Tensor> reset(String prefix, AdamOptimizer optimizer, Tensor seed) {
    List<Tensor> done = new ArrayList<>(optimizer.reset(prefix));
    done.addAll(network.noise().reset(prefix, seed));
    return done;
  }

  /**
   * The optimizer's step after a reset. It reads the seed, so that the input is part of the graph
   * of its signature.
   */
  private Tensor stepZero(String name, Tensor seed, List<Tensor> done) {
    return graph
        .op("Mul", name + "/step_zero")
        .in(seed, graph.constant(name + "/nothing", 0L))
        .type("T", DataType.DT_INT64)
        .after(done)
        .build();
  }

  private void checkpoints(AdamOptimizer optimizer) {
    Tensor path =
        graph.op("Placeholder", "path").type("dtype", DataType.DT_STRING).shape("shape").build();
    TensorInfo pathInfo = info(path, DataType.DT_STRING);
    List<Checkpoint.Entry> weights =
        network.variables().all().stream()
            .map(v -> new Checkpoint.Entry(v.description().path(), v.handle(), DataType.DT_FLOAT))
            .toList();
    Checkpoint model = new Checkpoint(graph, network.variables(), "checkpoint", weights);
    Tensor saved = model.save(path);
    signature(
        "checkpoint", Map.of("path", pathInfo), Map.of("path", info(saved, DataType.DT_STRING)));
    List<Tensor> restored = new ArrayList<>(model.restore(path));
    List<Tensor> cleared = new ArrayList<>(optimizer.reset("restored"));
    cleared.addAll(network.noise().clear("restored"));
    describe(restored, optimizer, cleared);
    restored.addAll(cleared);
    Tensor restore = maths.all("restore_all", restored);
    meta.setSaverDef(
        SaverDef.newBuilder()
            .setFilenameTensorName(path.fullName())
            .setSaveTensorName(saved.fullName())
            .setRestoreOpName(restore.node())
            .setVersion(SaverDef.CheckpointFormatVersion.V2));

    List<Checkpoint.Entry> resumable = new ArrayList<>(optimizer.state());
    resumable.addAll(network.noise().state());
    Checkpoint state = new Checkpoint(graph, network.variables(), "optimizer", resumable);
    signature(
        "save_optimizer",
        Map.of("path", pathInfo),
        Map.of("path", info(state.save(path), DataType.DT_STRING)));
    Tensor back =
        maths.identity("optimizer/restored", path, DataType.DT_STRING, state.restore(path));
    signature(
        "restore_optimizer",
        Map.of("path", pathInfo),
        Map.of("path", info(back, DataType.DT_STRING)));
  }

  private void describe(List<Tensor> restored, AdamOptimizer optimizer, List<Tensor> cleared) {
    VariableCollections collections = new VariableCollections(graph);
    for (Variables.Variable variable : network.variables().all()) {
      collections.weight(variable.handle(), restored.get(variable.index()), variable.trainable());
    }
    List<Variables.Resource> sessionOnly = new ArrayList<>(optimizer.resources());
    sessionOnly.addAll(network.noise().resources());
    collections.state(sessionOnly, cleared);
    collections.addTo(meta);
  }

  private TensorInfo maskInfo() {
    return info(network.variables().mask(), DataType.DT_FLOAT, network.variables().all().size());
  }

  private static TensorInfo info(Tensor tensor, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(tensor.fullName())
        .setDtype(type)
        .setTensorShape(GraphWriter.shapeOf(shape))
        .build();
  }

  private void signature(
      String name, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    meta.putSignatureDef(
        name,
        SignatureDef.newBuilder()
            .setMethodName(PREDICT)
            .putAllInputs(inputs)
            .putAllOutputs(outputs)
            .build());
  }
}
