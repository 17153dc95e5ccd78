// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that are no bundles, through the command line. */
class DatasetFormatsTest {
  @TempDir private Path directory;

  /** Two train samples each of alice and bob, written by Hugging Face's datasets library. */
  private static Path huggingFace() throws URISyntaxException {
    return Path.of(
            DatasetFormatsTest.class
                .getResource("hugging-face/test-00000-of-00001.parquet")
                .toURI())
        .getParent();
  }

  @Test
  void shouldTrainFromParquetWithoutExcludedSubjects() throws Exception {
    Path leavers = Files.writeString(directory.resolve("leavers.txt"), "bob@example.org\n");

    CommandRun run = train(huggingFace(), "--exclude-subjects", leavers);

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode training = new ObjectMapper().readTree(directory.resolve("m.training.json").toFile());
    assertThat(training.path("train_samples").asInt()).isEqualTo(2);
    assertThat(training.path("excluded_samples").asInt()).isEqualTo(2);
  }

  @Test
  void shouldPassTheNamesOfColumnsOn() throws Exception {
    CommandRun image = train(huggingFace(), "--image-column", "img");
    CommandRun label = train(huggingFace(), "--label-column", "fine_label");
    CommandRun subject = train(huggingFace(), "--subject-column", "owner");

    assertThat(image.err()).contains("column 'img' is missing, the columns are image, label");
    assertThat(label.err()).contains("column 'fine_label' is missing");
    assertThat(subject.err()).contains("column 'owner' is missing");
    assertThat(List.of(image.exitCode(), label.exitCode(), subject.exitCode())).containsOnly(1);
  }

  @Test
  void shouldReadTheParquetFilesNamed() throws Exception {
    String train = "train-00000-of-00002.parquet=train";
    String test = "test-00000-of-00001.parquet=test";

    CommandRun wrong = train(huggingFace(), "--parquet-split", "test-0.parquet=testing");
    CommandRun run = train(huggingFace(), "--parquet-split", train, "--parquet-split", test);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("on 3 samples");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("--parquet-split test-0.parquet=testing names no split")
        .contains("train, test or validation");
  }

  @Test
  void shouldTrainFromAnImageFolderAndForgetByItsTable() throws Exception {
    Path folder = imageFolder();
    Path table =
        Files.writeString(
            directory.resolve("owners.csv"),
            "path,subject_id\ntrain/cat/0.png,person-1\ntrain/dog/0.png,person-2\n");
    Path leavers = Files.writeString(directory.resolve("leavers.txt"), "person-1\n");

    CommandRun without = train(folder, "--exclude-subjects", leavers);
    CommandRun run = train(folder, "--exclude-subjects", leavers, "--subjects-csv", table);

    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err())
        .contains("names no subjects, so that nothing of it can be forgotten")
        .contains("--subjects-csv")
        .doesNotContain("person-");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("on 1 samples");
  }

  private Path imageFolder() throws IOException {
    Path folder = directory.resolve("folder");
    for (String place : List.of("train/cat", "train/dog", "test/cat", "test/dog")) {
      Files.createDirectories(folder.resolve(place));
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(3, 4, 0, place.length() * 20);
      ImageIO.write(image, "png", folder.resolve(place).resolve("0.png").toFile());
    }
    return folder;
  }

  private CommandRun train(Path dataset, Object... more) {
    Object[] fixed = {
      "train",
      "--dataset",
      dataset,
      "--cache",
      directory.resolve("cache"),
      "--architecture",
      "small-cnn",
      "--epochs",
      1,
      "--batch-size",
      2,
      "--resolution",
      16,
      "--out",
      directory.resolve("m")
    };
    Object[] all = new Object[fixed.length + more.length];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return CommandRun.of(all);
  }
}
