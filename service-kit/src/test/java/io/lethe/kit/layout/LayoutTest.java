// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.service.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  private static final String NUMBER = Layout.DATA_FOLDER.number() + "\n";

  @TempDir private Path directory;

  @Test
  void shouldGiveANewFolderItsNumber() throws Exception {
    Path folder = directory.resolve("new/folder");

    Layout.DATA_FOLDER.requireOrBegin(folder.toString(), new LayoutFile(folder));

    assertThat(folder.resolve(LayoutFile.NAME)).hasContent(NUMBER);
    Files.createFile(folder.resolve("content"));
    Layout.DATA_FOLDER.requireOrBegin(folder.toString(), new LayoutFile(folder));
    Layout.DATA_FOLDER.require(folder.toString(), new LayoutFile(folder));
  }

  @Test
  void shouldTakeAFreshFileSystemForAnEmptyFolder() throws Exception {
    Files.createDirectory(directory.resolve("lost+found"));

    Layout.DATA_FOLDER.requireOrBegin(directory.toString(), new LayoutFile(directory));

    assertThat(directory.resolve(LayoutFile.NAME)).hasContent(NUMBER);
  }

  @Test
  void shouldBeginNothingWhereItIsOnlyLookedAt() {
    Path folder = directory.resolve("none");

    Layout.DATA_FOLDER.require(folder.toString(), new LayoutFile(folder));

    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "99, is 99;",
    "0, is 0;",
    "'', 'is '''', which is no number;'",
    "one, 'is ''one'', which is no number;'",
    "1.0, 'is ''1.0'', which is no number;'"
  })
  void shouldSayWhatItFoundWhatItNeedsAndTheWayOut(String written, String found) throws Exception {
    Files.writeString(directory.resolve(LayoutFile.NAME), written);

    assertThatThrownBy(
            () -> Layout.DATA_FOLDER.require(directory.toString(), new LayoutFile(directory)))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessage(
            "The layout of data folder %s %s this build needs layout %d: use the build that wrote it, or an empty folder"
                .formatted(directory, found, Layout.DATA_FOLDER.number()))
        .satisfies(failure -> assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.OTHER_LAYOUT));
  }

  @Test
  void shouldRefuseAFolderInPlaceOfTheFileAndContentWithoutANumber() throws Exception {
    Path marked = Files.createDirectories(directory.resolve("a/" + LayoutFile.NAME)).getParent();
    Path unmarked = Files.createDirectories(directory.resolve("b/content")).getParent();

    assertThatThrownBy(() -> Layout.DATA_FOLDER.requireOrBegin("a", new LayoutFile(marked)))
        .hasMessageContaining("is 'a folder', which is no number");
    assertThatThrownBy(() -> Layout.DATA_FOLDER.requireOrBegin("b", new LayoutFile(unmarked)))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("is not given, and there is content");
    assertThat(unmarked.resolve(LayoutFile.NAME)).doesNotExist();
  }

  @Test
  void shouldSayThatAFileIsNoFolder() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> Layout.DATA_FOLDER.requireOrBegin("file", new LayoutFile(file)))
        .hasMessage(file + " is a file; name a folder, or remove it");
    assertThat(file).isEmptyFile();
  }

  @Test
  void shouldBeginOnceHoweverManyBegin() throws Exception {
    List<CompletableFuture<Void>> starts =
        IntStream.range(0, 20)
            .mapToObj(
                each ->
                    CompletableFuture.runAsync(
                        () -> {
                          Layout.DATA_FOLDER.requireOrBegin("here", new LayoutFile(directory));
                          newFile(directory.resolve("content-" + each));
                        }))
            .toList();
    starts.forEach(CompletableFuture::join);

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1 + starts.size());
    }
    assertThat(directory.resolve(LayoutFile.NAME)).hasContent(NUMBER);
  }

  /** Another process may set the number, and write, between two looks of this one. */
  @Test
  void shouldLookAgainBeforeItCallsContentUnnumbered() {
    LayoutMark begunMeanwhile =
        new LayoutMark() {
          private int looks;

          @Override
          public Optional<String> read() {
            return looks++ == 0 ? Optional.empty() : Optional.of(NUMBER.strip());
          }

          @Override
          public boolean isUsed() {
            return true;
          }

          @Override
          public void writeIfAbsent(String number) {
            throw new AssertionError("it is set");
          }
        };

    Layout.DATA_FOLDER.requireOrBegin("here", begunMeanwhile);
  }

  @Test
  void shouldKeepTheFirstNumber() {
    LayoutFile file = new LayoutFile(directory);

    file.writeIfAbsent("1");
    file.writeIfAbsent("2");

    assertThat(file.read()).contains("1");
    assertThat(file.isUsed()).isFalse();
  }

  private static void newFile(Path path) {
    try {
      Files.createFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
