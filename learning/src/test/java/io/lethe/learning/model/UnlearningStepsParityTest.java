package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Ten steps of the paper's reference implementation (PyTorch, with batch normalisation), replayed
 * by the signatures: loss, gradients, moving statistics and Adam at once. The network is 12 - 16 -
 * BN - ReLU - 5; its images are floats here.
 */
class UnlearningStepsParityTest {
  private static final int INPUTS = 12;
  private static final int HIDDEN = 16;
  private static final int CLASSES = 5;
  private static final float TOLERANCE = 1e-5f;

  @TempDir Path folder;
  private JsonNode fixture;
  private MetaGraphDef meta;
  private Model model;
  private NDManager manager;

  @BeforeEach
  void build() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("unlearning_steps_bn.json")) {
      fixture = new ObjectMapper().readTree(in);
    }
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

  @AfterEach
  void close() {
    manager.close();
    model.close();
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

  private static float[] vector(JsonNode list) {
    float[] result = new float[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) list.get(i).asDouble();
    }
    return result;
  }

  /** In the order of the network's variables. */
  private static List<float[]> inOrder(JsonNode weights) {
    return List.of(
        transposed(weights.get("w1")),
        vector(weights.get("bn_weight")),
        vector(weights.get("bn_bias")),
        vector(weights.get("bn_running_mean")),
        vector(weights.get("bn_running_var")),
        transposed(weights.get("w2")),
        vector(weights.get("b2")));
  }

  private void poke(JsonNode weights) {
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

  private List<float[]> peek() {
    List<float[]> values = new ArrayList<>();
    try (NDManager step = manager.newSubManager()) {
      NDList out = run("peek", step, TensorInputs.seed(step, 0));
      for (String name :
          List.of(
              "first/kernel",
              "bn/gamma",
              "bn/beta",
              "bn/moving_mean",
              "bn/moving_variance",
              "second/kernel",
              "second/bias")) {
        values.add(out.get(name).toFloatArray());
      }
    }
    return values;
  }

  /** The graph maps a pixel p to p / 127.5 - 1; here goes the number that it maps to x. */
  private ai.djl.ndarray.NDArray images(NDManager step, int[] rows) {
    float[] values = new float[rows.length * INPUTS];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < INPUTS; c++) {
        double x = fixture.get("x").get(rows[i]).get(c).asDouble();
        values[i * INPUTS + c] = (float) ((x + 1) * 127.5);
      }
    }
    return TensorInputs.named("images", step.create(values, new Shape(rows.length, 1, 1, INPUTS)));
  }

  private NDList pass(NDManager step, int[] rows, float[] ce, float[] kl, float[] target) {
    int[] labels = Arrays.stream(rows).map(r -> fixture.get("labels").get(r).asInt()).toArray();
    float[] mask = new float[7];
    Arrays.fill(mask, 1);
    return new NDList(
        images(step, rows),
        TensorInputs.named("labels", step.create(labels)),
        TensorInputs.named("cross_entropy_weight", step.create(ce)),
        TensorInputs.named("distillation_weight", step.create(kl)),
        TensorInputs.named("target_logits", step.create(target, new Shape(rows.length, CLASSES))),
        TensorInputs.named("temperature", step.create(1f)),
        TensorInputs.named("update_mask", step.create(mask)));
  }

  private static int[] ints(JsonNode list) {
    int[] result = new int[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = list.get(i).asInt();
    }
    return result;
  }

  private static float[] filled(int size, float value) {
    float[] result = new float[size];
    Arrays.fill(result, value);
    return result;
  }

  private JsonNode testCase(String algorithm) {
    for (JsonNode candidate : fixture.get("cases")) {
      if (candidate.get("algorithm").asText().equals(algorithm)) {
        return candidate;
      }
    }
    throw new AssertionError("the fixture has no case for " + algorithm);
  }

  private void assertWeights(JsonNode expected) {
    List<float[]> found = peek();
    List<float[]> wanted = inOrder(expected);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(found.get(i))
          .as("variable " + i)
          .containsExactly(wanted.get(i), within(TOLERANCE));
    }
  }

  @Test
  void shouldTakeTheReferencesStepsOfSftc() {
    JsonNode sftc = testCase("sftc");
    float[][] teacher = teacher();
    for (int t = 0; t < sftc.get("batches").size(); t++) {
      int[] rows = ints(sftc.get("batches").get(t));
      long retain =
          Arrays.stream(rows).filter(r -> fixture.get("pseudo_labels").get(r).asInt() == 0).count();
      float[] ce = new float[rows.length];
      float[] target = new float[rows.length * CLASSES];
      for (int i = 0; i < rows.length; i++) {
        boolean forget = fixture.get("pseudo_labels").get(rows[i]).asInt() == 1;
        ce[i] = forget ? 0 : 1f / retain;
        float[] source =
            forget ? vector(sftc.get("generator_logits").get(t).get(i)) : teacher[rows[i]];
        System.arraycopy(source, 0, target, i * CLASSES, CLASSES);
      }
      try (NDManager step = manager.newSubManager()) {
        NDList inputs = pass(step, rows, ce, filled(rows.length, 1f / rows.length), target);
        inputs.addAll(TensorInputs.learningRate(step, 1e-3f));
        NDList out = run("train_step", step, inputs);
        JsonNode expected = sftc.get("steps").get(t);
        assertThat(out.get("cross_entropy").getFloat())
            .isCloseTo((float) expected.get("cross_entropy").asDouble(), within(TOLERANCE));
        assertThat(out.get("distillation").getFloat())
            .isCloseTo((float) expected.get("kl").asDouble(), within(TOLERANCE));
        assertThat(out.get("loss").getFloat())
            .isCloseTo((float) expected.get("total").asDouble(), within(TOLERANCE));
      }
      if (t == 0) {
        assertWeights(sftc.get("weights_after_step_1"));
      }
    }
    assertWeights(sftc.get("final_weights"));
  }

  private float[][] teacher() {
    int[] all = java.util.stream.IntStream.range(0, fixture.get("x").size()).toArray();
    try (NDManager step = manager.newSubManager()) {
      float[] flat =
          run("serving_default", step, new NDList(images(step, all))).get("logits").toFloatArray();
      float[][] rows = new float[all.length][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * CLASSES, (i + 1) * CLASSES);
      }
      return rows;
    }
  }

  @Test
  void shouldTakeTheReferencesStepsOfNegGradPlusByTwoPasses() {
    JsonNode negGrad = testCase("neg_grad_plus");
    for (JsonNode expected : negGrad.get("steps")) {
      int[] forget = ints(negGrad.get("forget_batches").get(expected.get("forget_batch").asInt()));
      int[] retain = ints(negGrad.get("retain_batches").get(expected.get("retain_batch").asInt()));
      try (NDManager step = manager.newSubManager()) {
        float loss = accumulate(step, forget, -1f) + accumulate(step, retain, 1f);
        assertThat(loss).isCloseTo((float) expected.get("total").asDouble(), within(TOLERANCE));
        NDList inputs = TensorInputs.learningRate(step, 1e-3f);
        inputs.add(TensorInputs.named("update_mask", step.create(filled(7, 1))));
        run("apply_gradients", step, inputs);
      }
    }
    assertWeights(negGrad.get("final_weights"));
  }

  private float accumulate(NDManager step, int[] rows, float sign) {
    float[] none = new float[rows.length * CLASSES];
    NDList inputs =
        pass(step, rows, filled(rows.length, sign / rows.length), new float[rows.length], none);
    return run("accumulate_gradients", step, inputs).get("loss").getFloat();
  }
}
