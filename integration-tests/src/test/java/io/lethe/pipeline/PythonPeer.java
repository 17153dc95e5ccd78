// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Python, with what others use there: TensorFlow, Confluent's Kafka client. */
public final class PythonPeer {
  private static final int IMAGES = 8;

  /** Tracing a large network takes half a minute of one core, and tests may share the cores. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Path EXPORTER = Path.of("..", "python", "src");
  private static final Path SCRIPT = Path.of("..", "python", "check_savedmodel.py");

  private PythonPeer() {}

  /** Without Python the test that asks is skipped, and says so. */
  public static void require() {
    assumeTrue(
        python().isPresent(),
        "LETHE_PYTHON is not set: give the path of a Python as .ci/run makes it");
  }

  private static Optional<String> python() {
    return Optional.ofNullable(System.getenv("LETHE_PYTHON"));
  }

  /** Computes logits here and lets Python check that it gets the same to 1e-5, and can train. */
  static void requireSameLogits(Path directory, Path scratch) throws Exception {
    require();
    try (TrainableModel model = TrainableModel.load(directory, World.RUNTIME)) {
      check(model, scratch);
    }
  }

  /** As the other for a model as it was loaded, without training in Python. */
  static void requireSameLogits(TrainableModel loaded, Path scratch) throws Exception {
    check(loaded, scratch, "--no-training");
  }

  private static void check(TrainableModel model, Path scratch, String... more) throws Exception {
    Path expected = Files.writeString(scratch.resolve("expected.json"), expected(model));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                SCRIPT.toString(),
                model.directory().toString(),
                "--expected",
                expected.toString()));
    arguments.addAll(List.of(more));
    start(scratch.resolve("python.log"), arguments).require();
  }

  /** A Python process; what it says goes to a file. */
  public record Run(Process process, Path said) {
    /** Waits for its end, which must be a good one. */
    public void require() throws Exception {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended)
          .as("Python ended in %s; it said: %s", PATIENCE, Files.readString(said))
          .isTrue();
      assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }
  }

  /** Starts Python with the exporter of this source tree. */
  public static Run start(Path said, List<String> arguments) throws IOException {
    require();
    List<String> command = new ArrayList<>(List.of(python().orElseThrow()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("PYTHONPATH", EXPORTER.toAbsolutePath().normalize().toString());
    return new Run(builder.start(), said);
  }

  private static String expected(TrainableModel model) {
    byte[] pixels = new byte[IMAGES * model.shape().bytes()];
    new Random(4).nextBytes(pixels);
    Logits logits =
        model.logits(ByteBuffer.allocateDirect(pixels.length).put(pixels).flip(), IMAGES);
    StringJoiner images = new StringJoiner(",");
    StringJoiner rows = new StringJoiner(",");
    for (int image = 0; image < IMAGES; image++) {
      StringJoiner bytes = new StringJoiner(",", "[", "]");
      for (int i = 0; i < model.shape().bytes(); i++) {
        bytes.add(Integer.toString(Byte.toUnsignedInt(pixels[image * model.shape().bytes() + i])));
      }
      images.add(bytes.toString());
      rows.add(Arrays.toString(logits.row(image)));
    }
    return "{\"images\":[" + images + "],\"logits\":[" + rows + "]}";
  }
}
