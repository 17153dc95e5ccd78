package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** TensorFlow in Python, loading what Lethe made. */
final class PythonPeer {
  private static final int IMAGES = 8;
  private static final Path SCRIPT = Path.of("..", "python", "check_savedmodel.py");

  private PythonPeer() {}

  /**
   * Computes logits here and lets Python check that it gets the same to 1e-5. Without Python the
   * test that asks is skipped, and says so.
   */
  static void requireSameLogits(Path model, Path scratch) throws Exception {
    Optional<String> python = Optional.ofNullable(System.getenv("LETHE_PYTHON"));
    assumeTrue(
        python.isPresent(),
        "LETHE_PYTHON is not set: give the path of a Python that has tensorflow-cpu 2.16.1");
    Path expected = Files.writeString(scratch.resolve("expected.json"), expected(model));
    Path said = scratch.resolve("python.log");
    Process process =
        new ProcessBuilder(
                python.orElseThrow(),
                SCRIPT.toString(),
                model.toString(),
                "--expected",
                expected.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(World.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }

  private static String expected(Path directory) throws IOException {
    try (TrainableModel model = TrainableModel.load(directory, World.RUNTIME)) {
      byte[] pixels = new byte[IMAGES * model.shape().bytes()];
      new Random(4).nextBytes(pixels);
      Logits logits =
          model.logits(ByteBuffer.allocateDirect(pixels.length).put(pixels).flip(), IMAGES);
      StringJoiner images = new StringJoiner(",");
      StringJoiner rows = new StringJoiner(",");
      for (int image = 0; image < IMAGES; image++) {
        StringJoiner bytes = new StringJoiner(",", "[", "]");
        for (int i = 0; i < model.shape().bytes(); i++) {
          bytes.add(
              Integer.toString(Byte.toUnsignedInt(pixels[image * model.shape().bytes() + i])));
        }
        images.add(bytes.toString());
        rows.add(Arrays.toString(logits.row(image)));
      }
      return "{\"images\":[" + images + "],\"logits\":[" + rows + "]}";
    }
  }
}
