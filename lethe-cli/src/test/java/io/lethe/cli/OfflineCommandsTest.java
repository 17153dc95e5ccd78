// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.domain.Labelled;
import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.HyperParameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineCommandsTest {
  private static final int SUBJECTS = 24;

  @TempDir private static Path shared;
  private static Path bundle;
  private static Path original;

  @TempDir private Path directory;

  @BeforeAll
  static void trainTheOriginal() throws IOException {
    bundle = SmallBundle.write(shared.resolve("bundle"), SUBJECTS);
    original = shared.resolve("original");
    CommandRun run = train(original);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void shouldWriteAModelThatHasLearnedAndHowItWasMade() throws IOException {
    JsonNode training = json(shared.resolve("original.training.json"));

    assertThat(original.resolve("saved_model.pb")).exists();
    assertThat(original.resolve("original.training.json")).doesNotExist();
    assertThat(training.path("test_accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(training.path("train_samples").asInt())
        .isEqualTo(SUBJECTS * SmallBundle.SAMPLES_PER_SUBJECT);
    assertThat(training.path("loss_by_epoch")).hasSize(6);
  }

  @Test
  void shouldTrainWithoutExcludedSubjects() throws IOException {
    CommandRun run = train(directory.resolve("retrained"), "--exclude-subjects", "leavers.txt");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode training = json(directory.resolve("retrained.training.json"));
    assertThat(training.path("excluded_samples").asInt()).isEqualTo(24);
    assertThat(training.path("train_samples").asInt()).isEqualTo(72);
  }

  @Test
  void shouldTrainInBfloat16AsWellAndSaySo() throws IOException {
    CommandRun run = train(directory.resolve("brief"), "--precision", "bfloat16");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode training = json(directory.resolve("brief.training.json"));
    assertThat(training.path("precision").asText()).isEqualTo("bfloat16");
    assertThat(training.path("test_accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void shouldNameThePrecisionsItKnows() {
    CommandRun run = train(directory.resolve("never"), "--precision", "float64");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("float64").contains("FLOAT32, BFLOAT16");
  }

  @Test
  void shouldTrainTheSameModelFromTheSameSeed() throws IOException {
    CommandRun run = train(directory.resolve("again"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(json(directory.resolve("again.training.json")).path("loss_by_epoch"))
        .isEqualTo(json(shared.resolve("original.training.json")).path("loss_by_epoch"));
  }

  @Test
  void shouldStartFromAFolderAsFromTheArchitectureThatMadeIt() throws IOException {
    CommandRun run = trainFrom(original, directory.resolve("again"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("the SavedModel " + original).contains("drawn anew");
    assertThat(json(directory.resolve("again.training.json")).path("loss_by_epoch"))
        .isEqualTo(json(shared.resolve("original.training.json")).path("loss_by_epoch"));
  }

  @Test
  void shouldRefuseAFolderWithoutAModelBeforeItReadsTheDataset() {
    CommandRun run = trainFrom(bundle, directory.resolve("never"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(bundle + " is not a SavedModel");
  }

  @Test
  void shouldTimeAModelOfAFolderOnItsOwnImages() throws IOException {
    Path measured = directory.resolve("bench.json");

    CommandRun run =
        CommandRun.of(
            "bench",
            "train",
            "--architecture",
            original,
            "--batch-size",
            4,
            "--steps",
            2,
            "--rounds",
            1,
            "--json",
            measured);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(json(measured).path("resolution").asInt()).isEqualTo(SmallBundle.SIZE);
    assertThat(json(measured).path("step_images_per_second").asDouble()).isPositive();
  }

  @Test
  void shouldUnlearnAndThenEvaluateAgainstTheOriginal() throws IOException {
    Path unlearned = directory.resolve("unlearned");
    Path measured = directory.resolve("measured.json");

    CommandRun unlearning = unlearn("--algorithm", "sftc", "--epochs", 1, "--out", unlearned);
    CommandRun evaluation =
        CommandRun.of(
            "evaluate",
            "--model",
            unlearned,
            "--dataset",
            bundle,
            "--cache",
            cache(),
            "--forget-subjects",
            "leavers.txt",
            "--original",
            original,
            "--json",
            measured);

    assertThat(unlearning.exitCode()).as(unlearning.err()).isZero();
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    JsonNode unlearnt = json(directory.resolve("unlearned.unlearning.json"));
    for (String phase : new String[] {"load", "teacher", "train", "publish"}) {
      assertThat(unlearnt.path(phase + "_seconds").asDouble()).as(phase).isPositive();
    }
    JsonNode metrics = json(measured);
    assertThat(metrics.path("js").asDouble()).isBetween(1e-9, Math.log(2));
    assertThat(metrics.path("original_test_accuracy").asDouble())
        .isCloseTo(
            json(shared.resolve("original.training.json")).path("test_accuracy").asDouble(),
            within(1e-9));
    for (String name :
        new String[] {
          "test_accuracy", "retain_accuracy", "forget_accuracy", "mia_tnr",
          "mia_tnr_reference_code", "mia_tnr_with_loss", "mia_cv_accuracy", "js_reference_code",
          "acc_err_original"
        }) {
      assertThat(metrics.has(name)).as(name).isTrue();
    }
  }

  @Test
  void shouldNameTheAlgorithmsItKnows() {
    CommandRun run = unlearn("--algorithm", "amnesia", "--out", directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("'amnesia'").contains("sftc");
  }

  @Test
  void shouldListEveryAlgorithmAndHyperParameterInTheHelp() {
    String help = CommandRun.of("unlearn", "--help").out();

    assertThat(Labelled.labels(Algorithm.class))
        .hasSize(12)
        .allSatisfy(name -> assertThat(help).contains(name));
    for (HyperParameter each : HyperParameter.values()) {
      assertThat(help).contains("--" + each.label().replace('_', '-') + "=");
    }
  }

  @Test
  void shouldUnlearnByAnotherAlgorithm() throws IOException {
    Path unlearned = directory.resolve("unlearned");

    CommandRun run =
        unlearn(
            "--algorithm",
            "scrub",
            "--epochs",
            2,
            "--ascent-epochs",
            1,
            "--alpha",
            0.5,
            "--gamma",
            0.99,
            "--out",
            unlearned);

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode measured = json(directory.resolve("unlearned.unlearning.json"));
    assertThat(measured.path("algorithm").asText()).isEqualTo("scrub");
    assertThat(measured.path("hyper_parameters").path("ascent_epochs").asText()).isEqualTo("1");
    assertThat(measured.path("hyper_parameters").path("alpha").asText()).isEqualTo("0.5");
    assertThat(measured.path("hyper_parameters").path("gamma").asText()).isEqualTo("0.99");
  }

  @Test
  void shouldRefuseToFreezeMoreBlocksThanTheModelHas() {
    CommandRun run =
        unlearn("--algorithm", "cf-k", "--layers", 9, "--out", directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("layers is 9").contains("choose from 1 to 3");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void shouldRefuseAHyperParameterOutOfRange() {
    CommandRun run = unlearn("--confusion", 2, "--out", directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("confusion is 2");
  }

  private static CommandRun train(Path out, Object... more) {
    return trainFrom("small-cnn", out, more);
  }

  private static CommandRun trainFrom(Object architecture, Path out, Object... more) {
    Object[] fixed = {
      "train",
      "--dataset",
      bundle,
      "--cache",
      cache(),
      "--architecture",
      architecture,
      "--epochs",
      6,
      "--batch-size",
      16,
      "--augmentation",
      "none",
      "--out",
      out
    };
    Object[] all = new Object[fixed.length + more.length];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return CommandRun.of(all);
  }

  private static Path cache() {
    return shared.resolve("cache");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Makes the original forget the bundle's leavers. */
  private CommandRun unlearn(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "unlearn",
                "--model",
                original,
                "--dataset",
                bundle,
                "--cache",
                cache(),
                "--forget-subjects",
                "leavers.txt"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }
}
