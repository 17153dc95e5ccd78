// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir private Path folder;

  @Test
  void shouldReplaceAFileAndLeaveNothingBesideIt() throws IOException {
    Path file = folder.resolve("champion.json");

    DurableFiles.replace(file, bytes("old"));
    DurableFiles.replace(file, bytes("new"));

    assertThat(file).hasContent("new");
    assertThat(children()).containsExactly(file);
  }

  @Test
  void shouldKeepTheOldFileWhereWritingFails() throws IOException {
    Path file = folder.resolve("champion.json");
    DurableFiles.replace(file, bytes("old"));

    assertThatThrownBy(
            () ->
                DurableFiles.replace(
                    file,
                    out -> {
                      out.write(bytes("half"));
                      throw new IOException("disk is full");
                    }))
        .hasMessage("disk is full");

    assertThat(file).hasContent("old");
    assertThat(children()).containsExactly(file);
  }

  @Test
  void shouldCreateAFileOnceAndLeaveTheFirstOneAsItIs() throws IOException {
    Path file = folder.resolve("keys/subjects.key");

    DurableFiles.createIfAbsent(file, bytes("first"));

    assertThatThrownBy(() -> DurableFiles.createIfAbsent(file, bytes("second")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("first");
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void shouldMakeTheFoldersThatAreMissing() throws IOException {
    Path deep = folder.resolve("a/b/c");

    DurableFiles.createFolders(deep);
    DurableFiles.createFolders(deep);

    assertThat(deep).isDirectory();
  }

  @Test
  void shouldMoveAFolderUnlessAnotherIsInTheWay() throws IOException {
    Path target = folder.resolve("tree");
    DurableFiles.moveIntoPlace(folderWith("first"), target);

    assertThatThrownBy(() -> DurableFiles.moveIntoPlace(folderWith("second"), target))
        .isInstanceOf(FileSystemException.class);
    assertThat(target.resolve("file")).hasContent("first");
  }

  @Test
  void shouldDeleteAFolderAndNeverWhatALinkInItLeadsTo() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "kept");
    Path doomed = folderWith("gone");
    Files.createDirectory(doomed.resolve("deeper"));
    Files.createSymbolicLink(doomed.resolve("deeper/link"), outside);

    Folders.delete(doomed);

    assertThat(doomed).doesNotExist();
    assertThat(outside.resolve("precious")).hasContent("kept");
  }

  @Test
  void shouldDeleteALinkAndNotItsTarget() throws IOException {
    Path outside = folderWith("kept");
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

    Folders.delete(link);

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(outside.resolve("file")).hasContent("kept");
  }

  @Test
  void shouldDeleteNothingWhereNothingIs() throws IOException {
    Folders.delete(folder.resolve("nowhere"));

    assertThat(children()).isEmpty();
  }

  private Path folderWith(String content) throws IOException {
    Path made = Files.createTempDirectory(folder, "folder-");
    Files.writeString(made.resolve("file"), content);
    return made;
  }

  private Stream<Path> children() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList().stream();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
