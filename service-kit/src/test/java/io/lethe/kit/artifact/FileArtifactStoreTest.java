// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.layout.LayoutFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileArtifactStoreTest extends ArtifactStoreContract {

  private Path root;

  @BeforeEach
  void chooseRoot() {
    root = directory.resolve("store");
  }

  @Override
  ArtifactStore open(ArtifactWriter writer) {
    return new FileArtifactStore(root, writer);
  }

  @Override
  void overwrite(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.deleteIfExists(file);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Override
  byte[] layout() throws IOException {
    return Files.readAllBytes(root.resolve(LayoutFile.NAME));
  }

  @Override
  void remove(String name) throws IOException {
    Files.delete(root.resolve(name));
  }

  /** With what lies in staging, but without the locks there. */
  @Override
  List<String> names() throws IOException {
    return everythingIn(root).stream()
        .filter(Files::isRegularFile)
        .map(each -> root.relativize(each).toString())
        .filter(each -> !each.endsWith(".lock") && !each.equals(LayoutFile.NAME))
        .toList();
  }

  @Test
  void shouldLetOneOfTwoProcessesSetAKey() throws Exception {
    FileArtifactStore store = new FileArtifactStore(root, ArtifactWriter.WORKER);
    Path output = directory.resolve("output");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                PutInAnotherProcess.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(output.toString()))
            .start();

    int ours = PutInAnotherProcess.wins(store, "ours");
    boolean ended = other.waitFor(60, TimeUnit.SECONDS);

    assertThat(ended).isTrue();
    int theirs = Integer.parseInt(Files.readString(output).strip());
    assertThat(ours + theirs).isEqualTo(PutInAnotherProcess.KEYS);
  }

  @Test
  void shouldRemoveWhatADeadProcessLeftAndNothingElse() throws IOException {
    // Given what a killed writer leaves: a folder, and a lock file that nobody holds
    ArtifactStore store = open();
    Path dead = Files.createDirectories(root.resolve("worker/staging/killed-writer/half/files"));
    Files.writeString(dead.resolve("a.txt"), "half");
    Files.createFile(root.resolve("worker/staging/killed-writer.lock"));
    List<Path> alive =
        everythingIn(root.resolve("worker/staging")).stream()
            .filter(each -> !each.toString().contains("killed-writer"))
            .toList();

    // When
    ArtifactStore second = open();

    // Then
    assertThat(root.resolve("worker/staging/killed-writer")).doesNotExist();
    assertThat(root.resolve("worker/staging/killed-writer.lock")).doesNotExist();
    assertThat(alive).hasSize(2).allSatisfy(each -> assertThat(each).exists());
    assertThat(second.readBlob(store.putBlob(CONTENT).digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldDigestPathsAndContentAndNothingElse() throws IOException {
    Path first = sampleTree();
    String digest = ArtifactTree.digest(first);
    Files.createDirectories(first.resolve("empty"));
    assertThat(ArtifactTree.digest(first)).isEqualTo(digest);

    Files.move(first.resolve("a.txt"), first.resolve("b.txt"));
    assertThat(ArtifactTree.digest(first)).isNotEqualTo(digest);
  }

  @Test
  void shouldReadReferencesFromTheirUris() {
    ArtifactRef ref = ArtifactRef.tree(NOTHING);

    assertThat(ArtifactRef.parse(ref.uri())).isEqualTo(ref);
    assertThatThrownBy(() -> ArtifactRef.parse("artifact:tree/../x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArtifactRef.parse("file:///tmp/" + NOTHING))
        .hasMessageContaining("must be artifact:blob/");
  }

  private static List<Path> everythingIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(each -> !each.equals(folder)).toList();
    }
  }
}
