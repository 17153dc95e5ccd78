// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.mutants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The patches that build-tools/mutants.sh breaks the intake with: code that changes below one must
 * change the patch too. That each turns the intake's model test red takes minutes, and is that
 * script's matter.
 */
class MutantsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MUTANTS = ROOT.resolve("deletion-ingest/src/test/mutants");
  private static final Path RESULTS = ROOT.resolve("docs/results/intake-model.md");

  @TempDir private Path folder;

  static Stream<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(MUTANTS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void shouldStillApplyToTheSources(Path patch) throws Exception {
    assertThat(check(patch)).as(MUTANTS.relativize(patch) + " must be made anew").isEmpty();
  }

  @Test
  void shouldSeeAPatchThatDoesNotApply() throws Exception {
    Path first = patches().findFirst().orElseThrow();
    List<String> lines = Files.readAllLines(first);
    List<String> rotten =
        lines.stream().map(line -> line.startsWith("-  ") ? line + " // changed" : line).toList();

    assertThat(check(Files.write(folder.resolve("rotten.patch"), rotten)))
        .contains("patch does not apply");
  }

  @Test
  void shouldBeToldOfAndNoOthers() throws IOException {
    List<String> told =
        Files.readAllLines(RESULTS).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)) + ".patch")
            .sorted()
            .toList();

    assertThat(told)
        .isEqualTo(patches().map(patch -> patch.getFileName().toString()).sorted().toList());
  }

  /** What git has to say against a patch; nothing where it applies. */
  private String check(Path patch) throws Exception {
    Path said = folder.resolve("said");
    ProcessBuilder command =
        new ProcessBuilder("git", "apply", "--check", patch.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // Within another repository it would pass over every patch, and say that all is well.
    command.environment().put("GIT_CEILING_DIRECTORIES", ROOT.getParent().toString());
    Process git = command.start();
    assertThat(git.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String words = Files.readString(said, UTF_8);
    return git.exitValue() == 0 || !words.isBlank() ? words : "git exits " + git.exitValue();
  }
}
