// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutFile;
import io.lethe.kit.service.ExitCode;
import io.lethe.learning.architecture.Architectures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LetheTest {
  @TempDir private Path directory;

  @Test
  void shouldTellTheVersionOfTheBuild() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).matches("lethe \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }

  @Test
  void shouldListItsCommands() {
    CommandRun run = CommandRun.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("demo", "up", "train", "unlearn", "evaluate", "erase", "status")
        .contains("dataset", "model")
        .contains("Exit codes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "train",
        "unlearn",
        "evaluate",
        "reproduce",
        "audit",
        "bench train",
        "bench unlearn",
        "bench attack",
        "erase",
        "status",
        "dataset register",
        "model register"
      })
  void shouldExplainEveryCommand(String command) {
    Object[] words = (command + " --help").split(" ", -1);
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    PrintStream before = System.err;

    CommandRun run;
    try {
      System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
      run = CommandRun.of(words);
    } finally {
      System.setErr(before);
    }

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: lethe " + command);
    assertThat(run.err()).isEmpty();
    assertThat(warnings.toString(StandardCharsets.UTF_8)).doesNotContain("picocli");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "train", "bench train"})
  void shouldListEveryArchitectureInItsHelp(String command) {
    Object[] words = (command + " --help").split(" ", -1);

    assertThat(CommandRun.of(words).out()).contains(Architectures.names());
  }

  @Test
  void shouldEndWithTwoOnAnUnknownOption() {
    CommandRun run = CommandRun.of("demo", "--wave", "3");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--wave").contains("lethe demo --help");
  }

  @Test
  void shouldEndWithTwoWhereAnOptionIsMissing() {
    CommandRun run = CommandRun.of("train", "--dataset", "x.zip");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--architecture").contains("--epochs").contains("--out");
  }

  @Test
  void shouldStartAndKeepNothingWhereTheDemosDatasetIsMissing() {
    Path missing = directory.resolve("missing.zip");

    CommandRun run = CommandRun.of("demo", "--dataset", missing);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(missing.toString()).contains("does not exist");
    assertThat(run.out()).doesNotContain("kept:");
  }

  @Test
  void shouldStartAndKeepNothingWhereTheDemosModelIsNone() {
    CommandRun run =
        CommandRun.of("demo", "--dataset", "../data/fashion-mini.zip", "--model", directory);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(directory.toString()).contains("saved_model.pb");
    assertThat(run.out()).doesNotContain("kept:");
  }

  @Test
  void shouldTellAMissingBundleOnOneLine() {
    Path missing = directory.resolve("missing.zip");

    CommandRun run =
        CommandRun.of(
            "train",
            "--dataset",
            missing,
            "--architecture",
            "small-cnn",
            "--epochs",
            1,
            "--out",
            directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("lethe: ").contains(missing.toString());
    assertThat(run.err().strip().lines()).hasSize(1);
  }

  @Test
  void shouldEndAsTheServicesDoWhereItsConfigurationIsWrong() {
    Path missing = directory.resolve("missing.yaml");

    CommandRun run =
        CommandRun.of("demo", "--dataset", "../data/fashion-mini.zip", "--remote=" + missing);

    assertThat(run.err()).startsWith("lethe: ").contains(missing.toString());
    assertThat(run.exitCode()).isEqualTo(78);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "dataset register ../data/fashion-mini.zip",
        "model register --model . --name faces --dataset 0"
      })
  void shouldLeaveADataFolderOfAnotherLayoutAlone(String command) throws IOException {
    int other = Layout.DATA_FOLDER.number() + 1;
    Path layout = Files.writeString(directory.resolve(LayoutFile.NAME), other + "\n");

    CommandRun run = CommandRun.of((Object[]) (command + " --data " + directory).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(ExitCode.OTHER_LAYOUT.code());
    assertThat(run.err().strip())
        .isEqualTo(
            "lethe: The layout of data folder %s is %d; this build needs layout %d: use the build that wrote it, or an empty folder"
                .formatted(directory, other, Layout.DATA_FOLDER.number()));
    assertThat(directory).isDirectoryNotContaining(file -> !file.equals(layout));
  }

  @Test
  void shouldNotTakeAFolderOfSomethingElseForItsOwn() throws IOException {
    Files.writeString(directory.resolve("holiday.jpg"), "beach");

    CommandRun run = CommandRun.of("up", "--data", directory);

    assertThat(run.exitCode()).isEqualTo(ExitCode.OTHER_LAYOUT.code());
    assertThat(run.err()).contains("is not given, and there is content", "an empty folder");
    assertThat(directory).isDirectoryNotContaining("glob:**/broker");
  }

  @Test
  void shouldShowTheStackTraceOnlyWhereAsked() {
    Path missing = directory.resolve("missing.zip");

    CommandRun run =
        CommandRun.of(
            "train",
            "--debug",
            "--dataset",
            missing,
            "--architecture",
            "small-cnn",
            "--epochs",
            1,
            "--out",
            directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("\tat io.lethe.");
  }

  @Test
  void shouldNotOverwriteAModel() throws IOException {
    Path out = Files.createDirectories(directory.resolve("out"));
    Files.createFile(out.resolve("something"));

    CommandRun run =
        CommandRun.of(
            "train",
            "--dataset",
            "x.zip",
            "--architecture",
            "small-cnn",
            "--epochs",
            1,
            "--out",
            out);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(out.toString()).contains("not empty");
  }

  @Test
  void shouldNameTheArchitecturesItKnows() {
    CommandRun run =
        CommandRun.of(
            "train",
            "--dataset",
            "x.zip",
            "--architecture",
            "vgg",
            "--epochs",
            1,
            "--out",
            directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("'vgg'").contains("small-cnn, resnet18");
  }

  @Test
  void shouldSayHowToStartAPipelineWhereNobodyAnswers() {
    CommandRun run = CommandRun.of("erase", "--subject", "person-1", "--url", "http://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("nobody answers at http://127.0.0.1:1")
        .contains("lethe up")
        .doesNotContain("person-1");
  }

  @Test
  void shouldRefuseAnAddressThatIsNone() {
    CommandRun run = CommandRun.of("status", "--registry-url", "not a url");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("not a url").contains("http://localhost:8081");
  }

  @Test
  void shouldSayThatNoPipelineWasStartedInADirectory() {
    CommandRun run = CommandRun.of("dataset", "register", "x.zip", "--data", directory);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(directory.toString()).contains("lethe up --data");
  }

  @Test
  void shouldRefuseADemoWithoutWaves() throws IOException {
    Path bundle = SmallBundle.write(directory.resolve("bundle"), 4);

    CommandRun run =
        CommandRun.of("demo", "--dataset", bundle, "--waves", 0, "--keep", directory.resolve("k"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--waves is 0");
  }
}
