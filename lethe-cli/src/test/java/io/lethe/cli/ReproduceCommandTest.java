// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small version of the paper's evaluation on the dataset that ships with the project. */
class ReproduceCommandTest {
  private static final Path FASHION = Path.of("../data/fashion-mini.zip");

  /** References 2; per algorithm two rates and one more seed; Figure 5: T = 4 and c = 1. */
  private static final int CELLS = 2 + 2 * 3 + 2;

  private static final int PANEL_WIDTH = 620;

  @TempDir private static Path shared;
  private static Path out;
  private static JsonNode first;

  @BeforeAll
  static void reproduce() throws IOException {
    out = shared.resolve("out");
    CommandRun run = run("--json", shared.resolve("first.json"));
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    first = json(shared.resolve("first.json"));
  }

  @Test
  void shouldRunEveryCellOnceAndWriteTheTableAndBothFigures() throws IOException {
    assertThat(first.path("cells").asInt()).isEqualTo(CELLS);
    assertThat(first.path("cells_run").asInt()).isEqualTo(CELLS);
    assertThat(out.resolve("cells").toFile().list()).hasSize(CELLS);
    assertThat(first.path("table"))
        .extracting(row -> row.path("model").asText())
        .containsExactly("original", "retrained", "sftc", "finetune");
    for (String name : List.of("table1.csv", "table1.md", "figure4.csv", "figure5.csv")) {
      assertThat(out.resolve(name)).isNotEmptyFile();
    }
    assertThat(Files.readString(out.resolve("table1.md")))
        .contains("| sftc | ", "± ", "Rates tried: sftc 0.001, 0.0005; finetune");
    BufferedImage convergence = ImageIO.read(out.resolve("figure4.png").toFile());
    BufferedImage sensitivity = ImageIO.read(out.resolve("figure5.png").toFile());
    assertThat(convergence.getWidth()).isEqualTo(2 * PANEL_WIDTH);
    assertThat(sensitivity.getWidth()).isEqualTo(3 * PANEL_WIDTH);
  }

  @Test
  void shouldGiveTheMeansOfTheCells() throws IOException {
    for (JsonNode row : first.path("table")) {
      if (row.path("seeds").asInt() == 2) {
        for (String metric : List.of("test_accuracy", "forget_accuracy", "js", "mia_tnr")) {
          List<Double> values = new ArrayList<>();
          for (int seed : new int[] {42, 43}) {
            values.add(metric(row, seed, metric));
          }
          double mean = (values.get(0) + values.get(1)) / 2;
          double spread = Math.abs(values.get(0) - values.get(1)) / Math.sqrt(2);
          assertThat(row.path(metric).asDouble()).isCloseTo(mean, within(1e-12));
          assertThat(row.path(metric + "_spread").asDouble()).isCloseTo(spread, within(1e-12));
        }
      }
    }
    assertThat(first.path("table").get(2).path("seeds").asInt()).isEqualTo(2);
  }

  @Test
  void shouldMeasureAgainstTheRetrainedModel() {
    JsonNode original = first.path("table").get(0);
    JsonNode retrained = first.path("table").get(1);
    JsonNode sftc = first.path("table").get(2);
    double test = sftc.path("test_accuracy").asDouble();

    assertThat(original.path("test_accuracy").asDouble()).isGreaterThan(0.5);
    assertThat(retrained.path("seconds").asDouble())
        .isEqualTo(first.path("retraining_seconds").asDouble());
    assertThat(original.has("js")).isFalse();
    assertThat(sftc.path("js").asDouble()).isBetween(1e-9, Math.log(2));
    assertThat(test).isGreaterThan(0.5);
  }

  @Test
  void shouldRunOnlyTheCellThatIsMissing() throws IOException {
    Path lost = cell(first.path("table").get(2), 43);
    Files.delete(lost);

    CommandRun again = run("--json", shared.resolve("second.json"));

    assertThat(again.exitCode()).as(again.err()).isZero();
    JsonNode second = json(shared.resolve("second.json"));
    assertThat(second.path("cells_run").asInt()).isEqualTo(1);
    assertThat(lost).exists();
    assertThat(again.out()).contains("the original model is there", "(kept)");
    for (String metric : List.of("test_accuracy", "mia_tnr", "js", "acc_dis_spread")) {
      assertThat(second.path("table").get(2).path(metric))
          .isEqualTo(first.path("table").get(2).path(metric));
    }
  }

  @Test
  void shouldRefuseOtherSettingsInTheSameFolder() {
    CommandRun run = run("--epochs", 3, "--split-seed", 7);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("epochs is 2 there and 3 now", "split_seed is 42 there and 7 now")
        .contains(out.toString());
  }

  @Test
  void shouldSayWhatTheTimeBudgetCutOff() throws IOException {
    Path other = shared.resolve("hasty");
    CommandRun run =
        CommandRun.of(
            "reproduce",
            "--dataset",
            FASHION,
            "--cache",
            shared.resolve("cache"),
            "--original",
            out.resolve("original"),
            "--retrained",
            out.resolve("retrained"),
            "--retraining-seconds",
            0.01,
            "--algorithms",
            "finetune",
            "--learning-rates",
            "1e-3",
            "--seeds",
            1,
            "--figures",
            "none",
            "--out",
            other);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("skipped: finetune has no row", "0 of 4 epochs", "15 %");
    assertThat(Files.readString(other.resolve("table1.md")))
        .contains("| finetune | – | – | 0 |", "0 of 4 epochs are within the time budget");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--algorithms; amnesia; 'amnesia'",
        "--seeds; 0; --seeds is 0; it must be at least 1",
        "--epochs; 0; --epochs is 0",
        "--time-budget; 0; --time-budget is 0.0",
        "--learning-rates; 0; above 0",
        "--figures; 6; none, 4, 5, all",
        "--retrained; no-such-model; --retraining-seconds",
        "--confusions; 2; in [0, 1]"
      })
  void shouldRefuseBadInputBeforeAnythingIsTrained(String option, String value, String message) {
    CommandRun run =
        CommandRun.of(
            "reproduce",
            "--dataset",
            FASHION,
            "--architecture",
            "small-cnn",
            "--out",
            shared.resolve("refused"),
            option,
            value);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(message);
    assertThat(shared.resolve("refused")).doesNotExist();
  }

  @Test
  void shouldAskForAnArchitectureWhereThereIsAModelToTrain() {
    CommandRun run =
        CommandRun.of("reproduce", "--dataset", FASHION, "--out", shared.resolve("refused"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--original DIR, or --architecture");
  }

  @ParameterizedTest
  @CsvSource({
    "EVERYBODY, the forget set holds all",
    "LEFT, every train sample of class 'left'",
    "NOBODY, names nobody"
  })
  void shouldRefuseAForgetSetThatLeavesNothingToMeasure(String whom, String message)
      throws IOException {
    Path bundle = SmallBundle.write(shared.resolve("bundle-" + whom), 8);
    Path samples = bundle.resolve("samples.csv");
    List<String> subjects = SmallBundle.subjects(8);
    if (whom.equals("LEFT")) {
      // every sample of the left class belongs to one person
      Files.writeString(
          samples, Files.readString(samples).replaceAll("person-\\d+,train,0", "leftie,train,0"));
      subjects = List.of("leftie");
    }
    Path file = shared.resolve(whom + ".txt");
    Files.write(file, whom.equals("NOBODY") ? List.of("# nobody") : subjects);

    CommandRun run =
        CommandRun.of(
            "reproduce",
            "--dataset",
            bundle,
            "--cache",
            shared.resolve("cache"),
            "--architecture",
            "small-cnn",
            "--forget-subjects",
            file,
            "--out",
            shared.resolve("refused"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(message).doesNotContain("person-", "leftie");
    assertThat(shared.resolve("refused")).doesNotExist();
  }

  private static CommandRun run(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "reproduce",
                "--dataset",
                FASHION,
                "--cache",
                shared.resolve("cache"),
                "--architecture",
                "small-cnn",
                "--train-epochs",
                2,
                "--algorithms",
                "sftc,finetune",
                "--learning-rates",
                "1e-3,5e-4",
                "--seeds",
                2,
                "--time-budget",
                100,
                "--sensitivity-learning-rates",
                "5e-4,1e-3",
                "--temperatures",
                "1,4",
                "--confusions",
                "0,1",
                "--out",
                out));
    if (!List.of(more).contains("--epochs")) {
      arguments.addAll(List.of("--epochs", 2));
    }
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  /** The metric of one seed's cell after the epoch that the table's row was taken from. */
  private static double metric(JsonNode row, int seed, String metric) throws IOException {
    JsonNode epoch = json(cell(row, seed)).path("epochs").get(row.path("epochs").asInt() - 1);
    return epoch.path("metrics").path(metric).asDouble();
  }

  private static Path cell(JsonNode row, int seed) {
    return out.resolve("cells")
        .resolve(
            "%s,batch_size=64,epochs=2,learning_rate=%s,seed=%d.json"
                .formatted(row.path("model").asText(), row.path("learning_rate").asText(), seed));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
