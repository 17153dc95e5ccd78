// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An audit with two models a side on a dataset that a network learns at once. */
class AuditCommandTest {
  private static final int SUBJECTS = 12;
  private static final int PEOPLE = 3;
  private static final int MODELS = 2;

  /** Untouched, retrained, control, and two treatments. */
  private static final int ROWS = 5;

  @TempDir private static Path shared;
  private static Path bundle;
  private static Path out;
  private static JsonNode first;

  @BeforeAll
  static void audit() throws IOException {
    bundle = SmallBundle.write(shared.resolve("bundle"), SUBJECTS);
    out = shared.resolve("out");
    CommandRun run = run("--json", shared.resolve("first.json"));
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    first = json(shared.resolve("first.json"));
    assertThat(run.out()).contains("cell 1 of " + ROWS * MODELS + ": untouched, model 1");
  }

  @Test
  void shouldMeasureEveryTreatmentBesideParentsAndControl() throws IOException {
    assertThat(first.path("cells_run").asInt()).isEqualTo(ROWS * MODELS);
    assertThat(first.path("table"))
        .extracting(row -> row.path("treatment").asText())
        .containsExactly(
            "untouched",
            "retrained",
            "control",
            "sftc, epochs 1",
            "finetune, epochs 1, learning rate 0.001");
    assertThat(first.path("settings").path("forget_samples").asInt())
        .isEqualTo(PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT);
    assertThat(first.path("sample_negatives").asInt())
        .isEqualTo(MODELS * PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT);
    assertThat(first.path("person_negatives").asInt()).isEqualTo(MODELS * PEOPLE);
    assertThat(Files.readString(out.resolve("audit.md")))
        .contains("| sftc, epochs 1 |", "too few", "2 models a side are for trying the command")
        .doesNotContain("person-");
  }

  @Test
  void shouldGiveEachRowTheFiguresThatItHas() {
    JsonNode untouched = row(0);
    JsonNode retrained = row(1);
    JsonNode sftc = row(3);

    assertThat(untouched.path("difference_auc").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(retrained.has("sample_auc")).isFalse();
    assertThat(retrained.path("difference_auc").asDouble()).isBetween(0.0, 1.0);
    assertThat(sftc.path("sample_tpr_at_1_percent").asText()).isEqualTo("too few");
    for (String figure : List.of("test_accuracy", "forget_accuracy", "sample_auc", "person_auc")) {
      assertThat(sftc.path(figure).asDouble()).as(figure).isBetween(0.0, 1.0);
    }
    assertThat(sftc.path("relearn_change").isNumber()).isTrue();
  }

  @Test
  void shouldMakeOnlyTheModelThatIsMissingAndMakeItTheSame() throws IOException {
    Path lost = out.resolve("cells/retrained,model=2.json");
    Path orphan = out.resolve("cells/sftc,epochs=1,model=1.json");
    Path parent = out.resolve("parents/parent-1.training.json");
    for (Path file : List.of(lost, orphan, parent)) {
      Files.delete(file);
    }

    CommandRun again = run("--json", shared.resolve("second.json"));

    assertThat(again.exitCode()).as(again.err()).isZero();
    JsonNode second = json(shared.resolve("second.json"));
    assertThat(second.path("cells_run").asInt()).isEqualTo(2);
    assertThat(second.path("table")).isEqualTo(first.path("table"));
    assertThat(again.out()).contains("(kept)");
    assertThat(lost).exists();
    assertThat(out.resolve("passing")).doesNotExist();
  }

  @Test
  void shouldRefuseOtherSettingsInTheSameFolder() {
    CommandRun run = run("--people", PEOPLE + 1, "--relearn-learning-rate", "0.01");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("people is 3 there and 4 now", "relearn_learning_rate is 0.001 there and 0.01")
        .contains(out.toString());
  }

  @Test
  void shouldRefuseToMixModelsOfOtherPeopleWhoHaveAsked() throws IOException {
    Path asked = shared.resolve("asked-later.txt");
    Files.write(asked, SmallBundle.subjects(1));

    CommandRun run = run("--asked", asked);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("retain_digest is ").doesNotContain("person-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--treatment; amnesia; unknown unlearning algorithm 'amnesia'",
        "--treatment; sftc:epochs; holds 'epochs'; write ALG:KEY=VALUE",
        "--treatment; sftc:epochs=1,epochs=2; says epochs twice",
        "--treatment; sftc:depth=3; unknown hyper-parameter 'depth'",
        "--models; 1; --models is 1; it must be at least 2 a side",
        "--people; 0; --people is 0; it must be at least 1",
        "--people; 12; 12 of the people with train rows have not asked to be forgotten, and"
            + " --people is 12",
        "--retain-samples; 0; --retain-samples is 0",
        "--relearn-learning-rate; 0; --relearn-learning-rate is 0.0",
        "--batch-size; 0; --batch-size is 0",
        "--learning-rate; NaN; --learning-rate is NaN",
        "--train-epochs; 0; --train-epochs is 0"
      })
  void shouldRefuseBadInputBeforeAnythingIsTrained(String option, String value, String message) {
    CommandRun run =
        CommandRun.of(
            "audit",
            "--dataset",
            bundle,
            "--cache",
            shared.resolve("cache"),
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
  void shouldRefuseToDrawFromThoseWhoHaveAsked() throws IOException {
    Path asked = shared.resolve("asked.txt");
    Files.write(asked, SmallBundle.subjects(SUBJECTS - PEOPLE));

    CommandRun run = run("--asked", asked, "--out", shared.resolve("refused"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("3 of the people with train rows have not asked", "--people is 3")
        .doesNotContain("person-");
    assertThat(shared.resolve("refused")).doesNotExist();
  }

  @Test
  void shouldRefuseADatasetWithoutPeople() throws IOException {
    Path nobody = shared.resolve("nobody");
    for (int i = 0; i < 2 * PEOPLE; i++) {
      Path folder = nobody.resolve(i < PEOPLE ? "train" : "test").resolve("left");
      Files.createDirectories(folder);
      Files.copy(bundle.resolve("images/" + i + ".png"), folder.resolve(i + ".png"));
    }

    CommandRun run = run("--dataset", nobody, "--out", shared.resolve("refused"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("this dataset names no subjects");
    assertThat(shared.resolve("refused")).doesNotExist();
  }

  private static CommandRun run(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("audit"));
    List<Object> given = List.of(more);
    putUnlessGiven(arguments, given, "--dataset", bundle);
    putUnlessGiven(arguments, given, "--people", PEOPLE);
    putUnlessGiven(arguments, given, "--out", out);
    arguments.addAll(
        List.of(
            "--cache",
            shared.resolve("cache"),
            "--architecture",
            "small-cnn",
            "--train-epochs",
            1,
            "--augmentation",
            "none",
            "--models",
            MODELS,
            "--treatment",
            "sftc:epochs=1",
            "--treatment",
            "finetune:learning_rate=0.001,epochs=1"));
    arguments.addAll(given);
    return CommandRun.of(arguments.toArray());
  }

  private static void putUnlessGiven(
      List<Object> arguments, List<Object> given, String option, Object value) {
    if (!given.contains(option)) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static JsonNode row(int number) {
    return first.path("table").get(number);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
