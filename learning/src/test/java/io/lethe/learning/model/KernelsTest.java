// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelsTest {
  private static final Path KERAS = Path.of("src/test/resources/keras-cnn/model");
  private static final String DATA = "variables/variables.data-00000-of-00001";
  private static final String INDEX = "variables/variables.index";

  @TempDir Path folder;

  @Test
  void shouldFindAModelBesideItselfUnturned() {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);

    Map<String, Double> cosines = Kernels.cosines(model, model);

    assertThat(cosines).containsKey("block1/conv/kernel").doesNotContainKey("block1/bn/gamma");
    assertThat(cosines.values()).allSatisfy(c -> assertThat(c).isCloseTo(1, within(1e-12)));
  }

  @Test
  void shouldFindNetworksThatWereBegunAnewAtRightAngles() {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    Path other = TestModels.smallCnn(folder.resolve("other"), 2);

    assertThat(Kernels.cosines(model, other).values())
        .isNotEmpty()
        .allSatisfy(cosine -> assertThat(cosine).isBetween(-0.3, 0.3));
  }

  @Test
  void shouldFindWhereTheCosinesLieAndNothingWhereVariablesAreOthers() {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    Path other = TestModels.smallCnn(folder.resolve("other"), 2);

    assertThat(Kernels.range(model, model).least()).isCloseTo(1, within(1e-12));
    Kernels.Range anew = Kernels.range(model, other);
    assertThat(anew.largest()).isBetween(-0.3, 0.3);
    assertThat(anew.least()).isBetween(-0.3, anew.largest() - 1e-6);
    assertThat(Kernels.range(model, KERAS)).isEqualTo(Kernels.Range.UNKNOWN);
  }

  /** It may be a kernel's stand-in, which the model never reads. */
  @Test
  void shouldNotCompareWithATensorThatTheOtherModelDoesNotHave() throws IOException {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    Path renamed = TestModels.smallCnn(folder.resolve("renamed"), 1);
    Path index = renamed.resolve(INDEX);
    String bytes = Files.readString(index, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("gamma");
    Files.writeString(index, bytes.replaceFirst("gamma", "gammb"), StandardCharsets.ISO_8859_1);

    assertThat(Kernels.cosines(renamed, model)).isEmpty();
    assertThat(Kernels.range(renamed, model)).isEqualTo(Kernels.Range.UNKNOWN);
  }

  @Test
  void shouldFindTheOneKernelThatWasTurnedRound() throws IOException {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    List<ModelVariable> variables = ModelDescription.readVariables(model);
    for (int turned = 0, offset = 0; turned < variables.size(); turned++) {
      ModelVariable variable = variables.get(turned);
      int size = Math.toIntExact(Arrays.stream(variable.shape()).reduce(1, (a, b) -> a * b));
      if (variable.shape().length >= 2) {
        Path other = TestModels.smallCnn(folder.resolve("turned-" + turned), 1);
        negate(other.resolve(DATA), offset, size);

        Map<String, Double> cosines = Kernels.cosines(model, other);

        assertThat(cosines.get(variable.path())).isCloseTo(-1, within(1e-12));
        assertThat(cosines.values().stream().filter(cosine -> cosine > 0))
            .hasSize(cosines.size() - 1);
      }
      offset += size;
    }
  }

  /** Our checkpoints hold one variable behind the other, in the order of the update mask. */
  private static void negate(Path data, int from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(data)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < from + count; i++) {
      bytes.putFloat(i * Float.BYTES, -bytes.getFloat(i * Float.BYTES));
    }
    Files.write(data, bytes.array());
  }

  @Test
  void shouldReadWhatKerasExported() {
    long kernels =
        ModelDescription.readVariables(KERAS).stream().filter(v -> v.shape().length >= 2).count();

    assertThat(Kernels.cosines(KERAS, KERAS).values())
        .hasSize(Math.toIntExact(kernels))
        .allSatisfy(c -> assertThat(c).isCloseTo(1, within(1e-12)));
  }

  @Test
  void shouldNotCompareOtherGraphs() {
    assertThat(Kernels.cosines(TestModels.smallCnn(folder.resolve("model"), 1), KERAS)).isEmpty();
  }

  @Test
  void shouldSayThatAnIndexIsNone() throws IOException {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    Files.writeString(model.resolve(INDEX), "rubbish");

    assertThatThrownBy(() -> Kernels.cosines(model, model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(INDEX + " is no index of a checkpoint");
  }

  @Test
  void shouldAnswerOrRefuseInWordsWhereverAnIndexIsDamaged() throws IOException {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    byte[] sound = Files.readAllBytes(model.resolve(INDEX));

    for (int at = 0; at < sound.length - Long.BYTES; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= (byte) 0xff;
      Files.write(model.resolve(INDEX), damaged);
      try {
        Kernels.cosines(model, model);
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining(model.toString());
      }
    }
  }

  @Test
  void shouldSayThatNumbersAreMissing() throws IOException {
    Path model = TestModels.smallCnn(folder.resolve("model"), 1);
    byte[] data = Files.readAllBytes(model.resolve(DATA));
    Files.write(model.resolve(DATA), Arrays.copyOf(data, 64));

    assertThatThrownBy(() -> Kernels.cosines(model, model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ends within")
        .hasMessageContaining("undamaged copy");
  }
}
