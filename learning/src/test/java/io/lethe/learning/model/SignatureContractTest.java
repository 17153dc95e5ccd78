// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.network.Dense;
import io.lethe.learning.network.Flatten;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.SavedModelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

class SignatureContractTest {
  @TempDir Path folder;
  private SavedModel sound;

  @BeforeEach
  void build() throws IOException {
    Network network = new Network(new Network.FeatureShape(1, 1, 4));
    network.nextBlock();
    network.add(new Flatten(network, "flatten"), network.shape());
    network.add(new Dense(network, "head", 3), new Network.FeatureShape(1, 1, 3));
    sound = SavedModelBuilder.build(network, 3);
  }

  private SignatureContract read(Consumer<MetaGraphDef.Builder> change) throws IOException {
    SavedModel.Builder model = sound.toBuilder();
    change.accept(model.getMetaGraphsBuilder(0));
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    return SignatureContract.read(folder);
  }

  @Test
  void shouldAcceptItsOwnModels() throws IOException {
    SignatureContract contract = read(meta -> {});
    assertThat(contract.has("restore_optimizer")).isTrue();
    assertThat(contract.inputShape("train_step", "target_logits")).containsExactly(-1, 3);
    assertThat(contract.inputShape("train_step", "update_mask")).containsExactly(2);
  }

  @Test
  void shouldNameEveryDefectAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    meta -> {
                      meta.removeSignatureDef("checkpoint");
                      SignatureDef.Builder step =
                          meta.getSignatureDefOrThrow("train_step").toBuilder();
                      step.putInputs("lables", step.getInputsOrThrow("labels"))
                          .removeInputs("labels");
                      meta.putSignatureDef("train_step", step.build());
                      SignatureDef.Builder serve =
                          meta.getSignatureDefOrThrow("serving_default").toBuilder();
                      serve.putInputs(
                          "images",
                          serve.getInputsOrThrow("images").toBuilder()
                              .setDtype(DataType.DT_FLOAT)
                              .build());
                      meta.putSignatureDef(
                          "serving_default", serve.removeOutputs("probabilities").build());
                    }))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("signature checkpoint is missing")
        .hasMessageContaining("train_step has no input labels")
        .hasMessageContaining("train_step has an unknown input lables")
        .hasMessageContaining("images is DT_FLOAT instead of DT_UINT8")
        .hasMessageContaining("serving_default has no output probabilities")
        .hasMessageContaining("lethe-export");
  }

  @Test
  void shouldLetOptionalSignaturesBeMissingUntilTheyAreAskedFor() throws IOException {
    SignatureContract contract = read(meta -> meta.removeSignatureDef("apply_gradients"));
    assertThat(contract.has("apply_gradients")).isFalse();
    assertThatThrownBy(() -> contract.signature("apply_gradients"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no signature 'apply_gradients'")
        .hasMessageContaining("choose an algorithm");
  }

  @Test
  void shouldRefuseWhatIsNoSavedModel() throws IOException {
    assertThatThrownBy(() -> SignatureContract.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no saved_model.pb");
    Files.writeString(folder.resolve("saved_model.pb"), "no protocol buffer");
    assertThatThrownBy(() -> SignatureContract.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("not a readable SavedModel");
    assertThatThrownBy(() -> read(meta -> meta.getMetaInfoDefBuilder().clearTags()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tagged 'serve'");
  }

  @Test
  void shouldRefuseAModelWithoutWeights() throws IOException {
    read(meta -> {});
    assertThatThrownBy(() -> TrainableModel.load(folder, TestModels.OPTIONS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no weights");
  }
}
