// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** What a graph may hold: sound graphs, and graphs that someone has tampered with. */
class AllowedOperationsTest {
  private static final Path KERAS = Path.of("src/test/resources/keras-cnn/model");
  private static final Path LIST =
      Path.of("src/main/resources/io/lethe/learning/model/operations.txt");

  @TempDir Path folder;
  private SavedModel keras;

  @BeforeEach
  void read() throws IOException {
    keras = SavedModel.parseFrom(Files.readAllBytes(KERAS.resolve("saved_model.pb")));
  }

  private ThrowingCallable reading(Consumer<MetaGraphDef.Builder> change) throws IOException {
    SavedModel.Builder model = keras.toBuilder();
    change.accept(model.getMetaGraphsBuilder(0));
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    return () -> SignatureContract.read(folder);
  }

  private static NodeDef node(String op, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(op).setName(name).addAllInput(List.of(inputs)).build();
  }

  private static FunctionDef function(String name, NodeDef... nodes) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addAllNodeDef(List.of(nodes))
        .build();
  }

  private static NodeDef call(String op, String attribute, String function) {
    return node(op, "caller").toBuilder()
        .putAttr(
            attribute,
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  private static NodeDef text(String name, String value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .addStringVal(ByteString.copyFromUtf8(value))
            .build();
    return node("Const", name).toBuilder()
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  @ParameterizedTest
  @MethodSource("ownArchitectures")
  void shouldAcceptWhatLetheBuilds(String architecture) {
    Path model = folder.resolve(architecture);
    Architectures.build(
        architecture, new ImageShape(32, 32, 3), TestModels.CLASSES, 1, model, TestModels.OPTIONS);
    assertThatCode(() -> SignatureContract.read(model)).doesNotThrowAnyException();
  }

  static Stream<String> ownArchitectures() {
    return Architectures.names().stream();
  }

  @Test
  void shouldAcceptWhatKerasExports() throws IOException {
    assertThatCode(reading(meta -> {})).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PyFunc",
        "EagerPyFunc",
        "PyFuncStateless",
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "TFRecordReaderV2",
        "InitializeTableFromTextFileV2",
        "LookupTableExportV2",
        "SaveSlices",
        "Restore",
        "PrintV2",
        "Print",
        "Rpc",
        "TryRpc",
        "_Send",
        "RemoteCall",
        "GeneratorDataset",
        "DebugIdentityV3",
        "SymbolicGradient",
        "LoadDataset",
        "SomebodysCustomOp"
      })
  void shouldRefuseOperationsThatAreNotOnTheList(String operation) throws IOException {
    assertThatThrownBy(
            reading(meta -> meta.getGraphDefBuilder().addNode(node(operation, "harmless/name"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(
            "operation " + operation + " (node harmless/name) is not on the list");
  }

  @Test
  void shouldLookIntoFunctionsOfTheLibrary() throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder()
                        .getLibraryBuilder()
                        .addFunction(function("inner", node("ReadFile", "peep")))
                        .addFunction(
                            function("outer", call("StatefulPartitionedCall", "f", "inner")))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation ReadFile (node peep of function inner)");
  }

  @Test
  void shouldLookIntoEveryFunctionThatKerasExports() throws IOException {
    int functions = keras.getMetaGraphs(0).getGraphDef().getLibrary().getFunctionCount();
    assertThat(functions).isPositive();
    for (int i = 0; i < functions; i++) {
      int changed = i;
      assertThatThrownBy(
              reading(
                  meta ->
                      meta.getGraphDefBuilder()
                          .getLibraryBuilder()
                          .getFunctionBuilder(changed)
                          .addNodeDef(node("EagerPyFunc", "late"))))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("operation EagerPyFunc (node late of function ");
    }
  }

  @Test
  void shouldRefuseCallsOfWhatIsNoFunctionOfTheGraph() throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder().addNode(call("PartitionedCall", "f", "ReadFile"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("calls ReadFile, which is no function of the graph");
    assertThatThrownBy(
            reading(meta -> meta.getGraphDefBuilder().addNode(call("While", "body", "PyFunc"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation While (node caller) calls PyFunc");
  }

  @Test
  void shouldRefuseFunctionsThatTakeTheNameOfAnOperation() throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder()
                        .getLibraryBuilder()
                        .addFunction(function("Identity", text("elsewhere", "/etc/passwd")))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("function Identity takes the name of an operation");
  }

  @Test
  void shouldRefuseTwoFunctionsOfOneName() throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder()
                        .getLibraryBuilder()
                        .addFunction(function("twice"))
                        .addFunction(function("twice"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("two functions named 'twice'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SaveV2", "RestoreV2", "MergeV2Checkpoints"})
  void shouldRefuseFilesThatTheGraphNamesItself(String operation) throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder()
                        .addNode(text("target", "/etc/cron.d/evil"))
                        .addNode(node("Identity", "detour", "target"))
                        .addNode(node(operation, "file", "detour", "target"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation " + operation + " (node file) takes its file name")
        .hasMessageContaining("checkpoint, save_optimizer, restore_optimizer");
  }

  @Test
  void shouldRefuseFilesInFunctionsWhoseCallerNamesThem() throws IOException {
    FunctionDef save =
        function("save_it", node("SaveV2", "file", "where")).toBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("save_it")
                    .addInputArg(
                        OpDef.ArgDef.newBuilder().setName("where").setType(DataType.DT_STRING)))
            .build();
    NodeDef call = call("StatefulPartitionedCall", "f", "save_it");
    String path = pathOf(keras.getMetaGraphs(0), "checkpoint");
    assertThatCode(
            reading(
                meta -> {
                  meta.getGraphDefBuilder().getLibraryBuilder().addFunction(save);
                  meta.getGraphDefBuilder().addNode(call.toBuilder().addInput(path));
                }))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            reading(
                meta -> {
                  GraphDef.Builder graph = meta.getGraphDefBuilder();
                  graph.getLibraryBuilder().addFunction(save);
                  graph.addNode(call.toBuilder().addInput(path));
                  graph.addNode(text("target", "/tmp/elsewhere"));
                  graph.addNode(call.toBuilder().setName("second").addInput("target"));
                }))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation SaveV2 (node file of function save_it)");
    assertThatThrownBy(
            reading(
                meta -> {
                  GraphDef.Builder graph = meta.getGraphDefBuilder();
                  graph.getLibraryBuilder().addFunction(save);
                  graph.addNode(call("While", "body", "save_it").toBuilder().addInput(path));
                }))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation SaveV2 (node file of function save_it)");
  }

  @Test
  void shouldRefuseNamesThatLeaveThePathTheyStartWith() throws IOException {
    String path = pathOf(keras.getMetaGraphs(0), "checkpoint");
    for (String suffix : List.of(".part", "_temp/part")) {
      assertThatCode(joined(path, suffix, "")).doesNotThrowAnyException();
    }
    for (String suffix : List.of("/../../../etc/passwd", "", "x")) {
      assertThatThrownBy(joined(path, suffix, "")).isInstanceOf(ModelException.class);
    }
    assertThatThrownBy(joined(path, ".part", "/../..")).isInstanceOf(ModelException.class);
  }

  private ThrowingCallable joined(String path, String suffix, String separator) throws IOException {
    NodeDef join =
        node("StringJoin", "join", path, "suffix").toBuilder()
            .putAttr(
                "separator",
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8(separator)).build())
            .build();
    return reading(
        meta ->
            meta.getGraphDefBuilder()
                .addNode(text("suffix", suffix))
                .addNode(join)
                .addNode(node("SaveV2", "file", "join")));
  }

  @Test
  void shouldRefuseANameThatAnotherPlaceholderGives() throws IOException {
    assertThatThrownBy(
            reading(
                meta ->
                    meta.getGraphDefBuilder()
                        .addNode(node("Placeholder", "unasked"))
                        .addNode(node("RestoreV2", "file", "unasked"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation RestoreV2 (node file)");
  }

  @Test
  void shouldRefuseFunctionsThatCallEachOtherInACircle() throws IOException {
    OpDef.ArgDef where =
        OpDef.ArgDef.newBuilder().setName("where").setType(DataType.DT_STRING).build();
    FunctionDef circle =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("circle").addInputArg(where))
            .addNodeDef(node("RestoreV2", "file", "where"))
            .addNodeDef(
                call("PartitionedCall", "f", "circle").toBuilder().addInput("where").build())
            .build();
    assertThatThrownBy(
            reading(meta -> meta.getGraphDefBuilder().getLibraryBuilder().addFunction(circle)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("node file of function circle");
  }

  @Test
  void shouldRefuseAssetFilesAndSecondGraphs() throws IOException {
    assertThatThrownBy(reading(meta -> meta.addAssetFileDefBuilder().setFilename("../secret")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("1 asset files");
    SavedModel twice = keras.toBuilder().addMetaGraphs(keras.getMetaGraphs(0)).build();
    Files.write(folder.resolve("saved_model.pb"), twice.toByteArray());
    assertThatThrownBy(() -> SignatureContract.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has 2 graphs");
    Files.write(folder.resolve("saved_model.pb"), keras.toByteArray());
    Files.writeString(folder.resolve("saved_model.cpb"), "another graph");
    assertThatThrownBy(() -> SignatureContract.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("saved_model.cpb");
  }

  @Test
  void shouldNameTheFirstDefectsAndCountTheRest() throws IOException {
    assertThatThrownBy(
            reading(
                meta -> {
                  for (int i = 0; i < 9; i++) {
                    meta.getGraphDefBuilder().addNode(node("PyFunc", "py" + i));
                  }
                }))
        .hasMessageContaining("node py4")
        .hasMessageContaining("and 4 more")
        .hasMessageNotContaining("node py5");
  }

  @Test
  void shouldCheckBeforeTensorFlowSeesTheModel() throws IOException {
    reading(meta -> meta.getGraphDefBuilder().addNode(node("WriteFile", "leak")));
    Files.createDirectories(folder.resolve("variables"));
    Files.copy(
        KERAS.resolve("variables/variables.index"), folder.resolve("variables/variables.index"));
    assertThatThrownBy(() -> TrainableModel.load(folder, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("operation WriteFile (node leak)");
  }

  @Test
  void shouldKeepTheListSortedWithinItsFamiliesAndTheExportersCopyTheSame() throws IOException {
    List<String> lines = Files.readAllLines(LIST);
    List<String> family = new ArrayList<>();
    for (String line : lines) {
      if (line.isBlank()) {
        assertThat(family).isSorted();
        family.clear();
      } else if (!line.startsWith("#")) {
        family.add(line);
      }
    }
    assertThat(family).isSorted();
    assertThat(lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")))
        .doesNotHaveDuplicates()
        .hasSameSizeAs(AllowedOperations.names());
    assertThat(Path.of("../python/src/lethe_keras/operations.txt")).hasSameTextualContentAs(LIST);
  }

  private static String pathOf(MetaGraphDef meta, String signature) {
    String tensor = meta.getSignatureDefOrThrow(signature).getInputsOrThrow("path").getName();
    return tensor.substring(0, tensor.indexOf(':'));
  }
}
