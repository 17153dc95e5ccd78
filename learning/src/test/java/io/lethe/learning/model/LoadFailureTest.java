// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** Checkpoints that lack a variable, written by graphs that were made to forget it. */
class LoadFailureTest {
  private static final Path KERAS = Path.of("src/test/resources/keras-cnn/model");

  @TempDir Path folder;

  @Test
  void shouldNameTheVariableThatTheCheckpointLacks() throws IOException {
    Path sound = TestModels.smallCnn(folder.resolve("sound"), 1);
    Path lacking = lacking(sound, "block1/bn/gamma");
    assertThatThrownBy(() -> TrainableModel.load(lacking, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(lacking.toString())
        .hasMessageContaining("lacks the variable block1/bn/gamma")
        .hasMessageContaining("undamaged copy");
    TrainableModel.load(sound, TestModels.OPTIONS).close();
  }

  @Test
  void shouldNameAnImportedModelsVariableAsKerasDoes() throws IOException {
    Path lacking = lacking(KERAS, "weights/5/.ATTRIBUTES/VARIABLE_VALUE");
    assertThatThrownBy(() -> TrainableModel.load(lacking, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "lacks the variable "
                + ModelDescription.readVariables(KERAS).get(5).path()
                + " (weights/5/");
  }

  @Test
  void shouldStillSayWhatElseIsWrongWithDamagedFiles() throws IOException {
    Path damaged = TestModels.smallCnn(folder.resolve("damaged"), 1);
    Files.writeString(damaged.resolve("variables/variables.index"), "rubbish");
    assertThatThrownBy(() -> TrainableModel.load(damaged, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("TensorFlow cannot load " + damaged);
  }

  /** A copy of the model whose checkpoint was written without this key. */
  private Path lacking(Path sound, String key) throws IOException {
    Path forgetful = folder.resolve("forgetful");
    Path copy = folder.resolve("lacking");
    for (Path target : List.of(forgetful, copy)) {
      Files.createDirectories(target);
      ModelDirectory.copyUnchanging(sound, target);
    }
    Files.write(forgetful.resolve("saved_model.pb"), without(sound, key).toByteArray());
    Files.createDirectories(forgetful.resolve("variables"));
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.copy(
          sound.resolve("variables").resolve(file), forgetful.resolve("variables").resolve(file));
    }
    try (TrainableModel model = TrainableModel.load(forgetful, TestModels.OPTIONS)) {
      model.checkpoint(copy);
    }
    return copy;
  }

  private static SavedModel without(Path sound, String key) throws IOException {
    SavedModel.Builder model =
        SavedModel.parseFrom(Files.readAllBytes(sound.resolve("saved_model.pb"))).toBuilder();
    GraphDef.Builder graph = model.getMetaGraphsBuilder(0).getGraphDefBuilder();
    int removed = without(graph.getNodeBuilderList(), key);
    for (FunctionDef.Builder function : graph.getLibraryBuilder().getFunctionBuilderList()) {
      removed += without(function.getNodeDefBuilderList(), key);
    }
    assertThat(removed).as("save operations that write " + key).isPositive();
    return model.build();
  }

  private static int without(List<NodeDef.Builder> nodes, String key) {
    int removed = 0;
    for (NodeDef.Builder save : nodes) {
      if (save.getOp().equals("SaveV2")) {
        NodeDef.Builder names = named(nodes, save.getInput(1));
        int index = texts(names).indexOf(ByteString.copyFromUtf8(key));
        if (index >= 0) {
          removeText(names, index);
          removeText(named(nodes, save.getInput(2)), index);
          List<String> inputs = new ArrayList<>(save.getInputList());
          inputs.remove(3 + index);
          save.clearInput().addAllInput(inputs);
          List<DataType> types =
              new ArrayList<>(save.getAttrOrThrow("dtypes").getList().getTypeList());
          types.remove(index);
          save.putAttr(
              "dtypes",
              AttrValue.newBuilder()
                  .setList(AttrValue.ListValue.newBuilder().addAllType(types))
                  .build());
          removed++;
        }
      }
    }
    return removed;
  }

  private static NodeDef.Builder named(List<NodeDef.Builder> nodes, String input) {
    int colon = input.indexOf(':');
    String name = colon < 0 ? input : input.substring(0, colon);
    return nodes.stream().filter(node -> node.getName().equals(name)).findFirst().orElseThrow();
  }

  private static List<ByteString> texts(NodeDef.Builder constant) {
    return constant.getAttrOrThrow("value").getTensor().getStringValList();
  }

  private static void removeText(NodeDef.Builder constant, int index) {
    List<ByteString> left = new ArrayList<>(texts(constant));
    left.remove(index);
    TensorProto.Builder tensor = constant.getAttrOrThrow("value").getTensor().toBuilder();
    tensor.clearStringVal().addAllStringVal(left);
    tensor.getTensorShapeBuilder().getDimBuilder(0).setSize(left.size());
    constant.putAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
  }
}
