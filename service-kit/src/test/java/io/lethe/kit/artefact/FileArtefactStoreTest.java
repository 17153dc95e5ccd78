package io.lethe.kit.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileArtefactStoreTest extends ArtefactStoreContract {

  private Path root;

  @BeforeEach
  void chooseRoot() {
    root = directory.resolve("store");
  }

  @Override
  ArtefactStore open() {
    return new FileArtefactStore(root);
  }

  @Override
  void overwrite(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.deleteIfExists(file);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
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
        .filter(each -> !each.endsWith(".lock"))
        .toList();
  }

  @Test
  void shouldLetOneOfTwoProcessesSetAKey() throws Exception {
    FileArtefactStore store = new FileArtefactStore(root);
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
    ArtefactStore store = open();
    Path dead = Files.createDirectories(root.resolve("staging/dead/half/files"));
    Files.writeString(dead.resolve("a.txt"), "half");
    Files.createFile(root.resolve("staging/dead.lock"));
    List<Path> alive =
        everythingIn(root.resolve("staging")).stream()
            .filter(each -> !each.toString().contains("dead"))
            .toList();

    // When
    ArtefactStore second = open();

    // Then
    assertThat(root.resolve("staging/dead")).doesNotExist();
    assertThat(root.resolve("staging/dead.lock")).doesNotExist();
    assertThat(alive).hasSize(2).allSatisfy(each -> assertThat(each).exists());
    assertThat(second.readBlob(store.putBlob(CONTENT).digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldDigestPathsAndContentAndNothingElse() throws IOException {
    Path first = sampleTree();
    String digest = ArtefactTree.digest(first);
    Files.createDirectories(first.resolve("empty"));
    assertThat(ArtefactTree.digest(first)).isEqualTo(digest);

    Files.move(first.resolve("a.txt"), first.resolve("b.txt"));
    assertThat(ArtefactTree.digest(first)).isNotEqualTo(digest);
  }

  @Test
  void shouldReadReferencesFromTheirUris() {
    ArtefactRef ref = ArtefactRef.tree(NOTHING);

    assertThat(ArtefactRef.parse(ref.uri())).isEqualTo(ref);
    assertThatThrownBy(() -> ArtefactRef.parse("artefact:tree/../x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArtefactRef.parse("file:///tmp/" + NOTHING))
        .hasMessageContaining("must be artefact:blob/");
  }

  private static List<Path> everythingIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(each -> !each.equals(folder)).toList();
    }
  }
}
