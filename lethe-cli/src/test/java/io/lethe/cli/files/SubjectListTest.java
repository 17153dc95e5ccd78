// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.dataset.DatasetException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectListTest {
  @TempDir private Path directory;

  @Test
  void shouldReadAFileOfItsOwn() throws IOException {
    Path file = Files.writeString(directory.resolve("who.txt"), "a\n\n# nobody\nb\n");

    assertThat(SubjectList.read(file, directory)).containsExactly("a", "b");
  }

  @Test
  void shouldFindAListInsideAFolder() throws IOException {
    Files.writeString(directory.resolve("leavers.txt"), "a\n");

    assertThat(SubjectList.read(Path.of("leavers.txt"), directory)).containsExactly("a");
  }

  @Test
  void shouldFindAListInsideAZip() throws IOException {
    Path zip = directory.resolve("bundle.zip");
    try (FileSystem files =
        FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of("create", "true"))) {
      Files.writeString(files.getPath("leavers.txt"), "a\nb\n");
    }

    assertThat(SubjectList.read(Path.of("leavers.txt"), zip)).containsExactly("a", "b");
  }

  @Test
  void shouldNameAListThatIsNowhere() {
    Path missing = Path.of("nowhere-at-all.txt");

    assertThatThrownBy(() -> SubjectList.read(missing, directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("nowhere-at-all.txt");
  }
}
