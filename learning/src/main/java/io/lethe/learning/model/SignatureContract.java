// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What a SavedModel says of itself, read and compared with the contract before any native call: the
 * engine binds an unknown signature to an arbitrary one and crashes the process on a misspelt
 * input.
 */
public final class SignatureContract {
  private static final Map<String, DataType> PASS_INPUTS =
      Map.of(
          "images", DataType.DT_UINT8,
          "labels", DataType.DT_INT32,
          "cross_entropy_weight", DataType.DT_FLOAT,
          "distillation_weight", DataType.DT_FLOAT,
          "target_logits", DataType.DT_FLOAT,
          "temperature", DataType.DT_FLOAT,
          "update_mask", DataType.DT_FLOAT);
  private static final Map<String, DataType> SEED = Map.of("seed", DataType.DT_INT64);
  private static final Map<String, DataType> PATH = Map.of("path", DataType.DT_STRING);
  private static final Set<String> PASS_OUTPUTS =
      Set.of("loss", "cross_entropy", "distillation", "logits");

  private record Shape(Map<String, DataType> inputs, Set<String> outputs, boolean required) {}

  private static final Map<String, Shape> CONTRACT = contract();

  private final Path directory;
  private final Map<String, SignatureDef> signatures;

  private SignatureContract(Path directory, Map<String, SignatureDef> signatures) {
    this.directory = directory;
    this.signatures = signatures;
  }

  private static Map<String, Shape> contract() {
    Map<String, DataType> step = new LinkedHashMap<>(PASS_INPUTS);
    step.put("learning_rate", DataType.DT_FLOAT);
    Map<String, DataType> apply =
        Map.of("learning_rate", DataType.DT_FLOAT, "update_mask", DataType.DT_FLOAT);
    Map<String, Shape> contract = new LinkedHashMap<>();
    contract.put(
        "serving_default",
        new Shape(Map.of("images", DataType.DT_UINT8), Set.of("logits", "probabilities"), true));
    contract.put("train_step", new Shape(Map.copyOf(step), PASS_OUTPUTS, true));
    contract.put("reset_optimizer", new Shape(SEED, Set.of("step"), true));
    contract.put("checkpoint", new Shape(PATH, Set.of("path"), true));
    contract.put("accumulate_gradients", new Shape(PASS_INPUTS, PASS_OUTPUTS, false));
    contract.put("apply_gradients", new Shape(apply, Set.of(), false));
    contract.put("reinitialize", new Shape(SEED, Set.of(), false));
    contract.put("transpose_kernels", new Shape(SEED, Set.of(), false));
    contract.put("save_optimizer", new Shape(PATH, Set.of(), false));
    contract.put("restore_optimizer", new Shape(PATH, Set.of(), false));
    return contract;
  }

  /**
   * Reads and checks {@code saved_model.pb}: its signatures, and that all its operations are
   * allowed.
   *
   * @throws ModelException naming every defect: no such file, tag serve missing, a signature, name
   *     or type missing or other, an operation that is not allowed
   */
  public static SignatureContract read(Path directory) {
    Path file = directory.resolve(ModelDirectory.GRAPH);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          directory + " is not a SavedModel: it has no " + ModelDirectory.GRAPH);
    }
    if (Files.exists(directory.resolve(ModelDirectory.CHUNKED_GRAPH))) {
      throw new ModelException(
          directory
              + " holds a "
              + ModelDirectory.CHUNKED_GRAPH
              + ", which TensorFlow may load in place of "
              + ModelDirectory.GRAPH
              + "; export the model as one file");
    }
    SavedModel model;
    try {
      model = SavedModel.parseFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ModelException(file + " is not a readable SavedModel; take an undamaged copy", e);
    }
    MetaGraphDef meta = onlyGraph(file, model);
    SignatureContract contract = new SignatureContract(directory, meta.getSignatureDefMap());
    contract.check();
    AllowedOperations.require(directory, meta);
    return contract;
  }

  /** What TensorFlow will load; with several graphs it might be another than the one checked. */
  private static MetaGraphDef onlyGraph(Path file, SavedModel model) {
    if (model.getMetaGraphsCount() != 1) {
      throw new ModelException(
          file + " has " + model.getMetaGraphsCount() + " graphs; export it with one");
    }
    MetaGraphDef meta = model.getMetaGraphs(0);
    if (!meta.getMetaInfoDef().getTagsList().equals(List.of("serve"))) {
      throw new ModelException(
          file
              + " has no graph tagged 'serve' alone, but one tagged "
              + meta.getMetaInfoDef().getTagsList()
              + "; export it with that tag");
    }
    return meta;
  }

  private void check() {
    List<String> defects =
        CONTRACT.entrySet().stream()
            .flatMap(entry -> defects(entry.getKey(), entry.getValue()).stream())
            .toList();
    if (!defects.isEmpty()) {
      throw new ModelException(
          directory
              + " does not carry its own training as Lethe needs it: "
              + String.join("; ", defects)
              + ". Export the model with lethe-export (see python/README.md), or build it with an architecture of"
              + " Lethe");
    }
  }

  private List<String> defects(String name, Shape shape) {
    SignatureDef signature = signatures.get(name);
    if (signature == null) {
      return shape.required() ? List.of("signature " + name + " is missing") : List.of();
    }
    List<String> defects = new java.util.ArrayList<>();
    shape
        .inputs()
        .forEach(
            (input, type) -> {
              TensorInfo info = signature.getInputsMap().get(input);
              if (info == null) {
                defects.add(name + " has no input " + input);
              } else if (info.getDtype() != type) {
                defects.add(
                    name + "'s input " + input + " is " + info.getDtype() + " instead of " + type);
              }
            });
    for (String input : signature.getInputsMap().keySet()) {
      boolean known =
          shape.inputs().containsKey(input)
              || (name.equals("reinitialize") && input.equals("update_mask"));
      if (!known) {
        defects.add(name + " has an unknown input " + input);
      }
    }
    for (String output : shape.outputs()) {
      if (!signature.getOutputsMap().containsKey(output)) {
        defects.add(name + " has no output " + output);
      }
    }
    return defects;
  }

  public boolean has(String signature) {
    return signatures.containsKey(signature);
  }

  /**
   * A signature that is there.
   *
   * @throws ModelException if it is one of the optional ones and this model lacks it
   */
  SignatureDef signature(String name) {
    SignatureDef signature = signatures.get(name);
    if (signature == null) {
      throw new ModelException(
          "the model "
              + directory
              + " has no signature '"
              + name
              + "' (it has "
              + signatures.keySet().stream().sorted().collect(Collectors.joining(", "))
              + "); choose an algorithm that does not need it, or export the model with it");
    }
    return signature;
  }

  /** The dimensions of an input, -1 where any size will do. */
  long[] inputShape(String signature, String input) {
    return dimensions(signature(signature).getInputsOrThrow(input));
  }

  long[] outputShape(String signature, String output) {
    return dimensions(signature(signature).getOutputsOrThrow(output));
  }

  private static long[] dimensions(TensorInfo info) {
    return info.getTensorShape().getDimList().stream().mapToLong(d -> d.getSize()).toArray();
  }
}
