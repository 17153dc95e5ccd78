// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A trial of the gate on a dataset so easy that nobody is remembered. */
class GateBenchCommandTest {
  private static final int SUBJECTS = 60;

  /** There is nothing to forget here, so SFTC's calibrated teachers refuse; groups may. */
  private static final List<String> PASSED_OVER =
      List.of(
          "first rung",
          "the same, its logits times 0.1",
          "the same, its logits times 10",
          "SFTC that aims at",
          "a dark or bright group");

  @TempDir private static Path shared;
  private static Path bundle;
  private static CommandRun first;

  @BeforeAll
  static void tryTheGate() throws IOException {
    bundle = SmallBundle.write(shared.resolve("bundle"), SUBJECTS);
    first = run("--people", "6,12", "--json", shared.resolve("first.json"));
    assertThat(shared.resolve("first.json")).as(first.err() + first.out()).exists();
  }

  private static CommandRun run(Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "bench",
                "gate",
                "--dataset",
                bundle,
                "--out",
                shared.resolve("out"),
                "--parents",
                "1",
                "--train-epochs",
                "2"));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private static JsonNode table() throws IOException {
    return new ObjectMapper().readTree(shared.resolve("first.json").toFile()).path("table");
  }

  @Test
  void shouldJudgeEveryCandidateForEverySize() throws IOException {
    assertThat(first.exitCode()).as(first.err() + first.out()).isIn(0, 1);
    assertThat(table()).hasSize(40);
    assertThat(table())
        .filteredOn(
            row -> row.path("candidate").asText().equals("untouched parent, by its outputs alone"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.path("truth").asText()).isEqualTo("untouched");
              assertThat(row.path("people_6").asText()).startsWith("0 / ");
              assertThat(row.path("people_12").asText()).startsWith("0 / ");
            });
    assertThat(table())
        .filteredOn(row -> PASSED_OVER.stream().noneMatch(row.path("candidate").asText()::contains))
        .allSatisfy(
            row ->
                assertThat(List.of(row.path("people_6").asText(), row.path("people_12").asText()))
                    .as(row.path("candidate").asText())
                    .allSatisfy(counts -> assertThat(counts).matches("[01] / [01] / [01]"))
                    .noneSatisfy(counts -> assertThat(counts).isEqualTo("0 / 0 / 0")));
    assertThat(Files.readString(shared.resolve("out/gate.md")))
        .contains(
            "| untouched parent, by its outputs alone | untouched |",
            "PASS / INCONCLUSIVE / FAIL over 1 parents",
            "untouched parents and retrained models over 1.")
        .doesNotContain("person-");
  }

  @Test
  void shouldSayHowWellEachCriterionTellsAndHowSureThatIs() throws IOException {
    JsonNode measured = new ObjectMapper().readTree(shared.resolve("first.json").toFile());

    assertThat(measured.path("roc"))
        .filteredOn(row -> row.path("criterion").asText().equals("test_accuracy_rise"))
        .singleElement()
        .satisfies(row -> assertThat(row.path("area").asText()).matches("[01]\\.\\d\\d.*"));
    assertThat(table())
        .filteredOn(row -> row.path("candidate").asText().equals("retrained"))
        .singleElement()
        .satisfies(
            row -> assertThat(row.path("passed").asText()).matches("[01]\\.00 \\(.* to .*\\)"));
    assertThat(first.out()).contains("area under ROC (95 %)");
  }

  /** Else both would be judged beside themselves, and no outputs were other than the parent's. */
  @Test
  void shouldScaleTheUntouchedParentAsACandidateAndNotAsItsParent() throws IOException {
    JsonNode cell = new ObjectMapper().readTree(shared.resolve("out/cells/parent-1.json").toFile());

    assertThat(lossRises(cell, "UNTOUCHED"))
        .isNotEmpty()
        .allSatisfy(rise -> assertThat(rise).isZero());
    assertThat(lossRises(cell, "UNTOUCHED_LESS_SURE"))
        .isNotEmpty()
        .allSatisfy(rise -> assertThat(rise).isNotZero());
  }

  private static List<Double> lossRises(JsonNode cell, String contender) {
    List<Double> rises = new ArrayList<>();
    for (JsonNode judged : cell.path("judgements")) {
      if (judged.path("contender").asText().equals(contender)) {
        rises.add(judged.path("strains").path("test_loss_rise").asDouble());
      }
    }
    return rises;
  }

  @Test
  void shouldEndWithOneExactlyWhereABarIsMissed() throws IOException {
    JsonNode missed =
        new ObjectMapper().readTree(shared.resolve("first.json").toFile()).path("missed");

    assertThat(first.exitCode()).isEqualTo(missed.isEmpty() ? 0 : 1);
    missed.forEach(each -> assertThat(first.out()).contains("missed: " + each.asText()));
  }

  @Test
  void shouldGoOnFromTheLastFinishedModel() throws IOException {
    Path lost = shared.resolve("out/cells/retrained-1.json");
    Files.delete(lost);

    CommandRun again = run("--people", "6,12");

    assertThat(again.exitCode()).isEqualTo(first.exitCode());
    assertThat(lost).exists();
    assertThat(again.out().lines().filter(line -> line.endsWith("(kept)"))).hasSize(26);
  }

  @Test
  void shouldRefuseATrialWithoutParents() {
    CommandRun refused =
        CommandRun.of(
            "bench", "gate", "--dataset", bundle, "--out", shared.resolve("no"), "--parents", 0);

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("--parents is 0; it must be at least 1");
  }

  @ParameterizedTest
  @CsvSource({
    "--people, 0, --people is [0]; it must hold whole numbers of at least 1",
    "--people, 60, the dataset has 60 people with train rows",
    "--people, many, --people",
    "--honest, 0, --honest is 0; each of the --parents 1 has an honest candidate",
  })
  void shouldRefuseWhatCannotBeTried(String option, String value, String message) {
    CommandRun refused = run(option, value);

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains(message);
  }
}
