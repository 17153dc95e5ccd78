// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutFile;
import io.lethe.kit.layout.LayoutMismatchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artifact store promises those who share it: one layout, and a prefix for each. */
abstract class SharedStoreContract {

  static final byte[] CONTENT = bytes("content");
  static final StoreLayout OWN = new StoreLayout(ArtifactWriter.WORKER);

  @TempDir Path directory;

  /** Another view of the same storage, as another process has it that has read nothing yet. */
  abstract ArtifactStore open(ArtifactWriter writer);

  final ArtifactStore open() {
    return open(OWN.writer());
  }

  /** Changes or adds what lies in the storage under a name of {@link StoreLayout}. */
  abstract void overwrite(String name, byte[] content) throws IOException;

  /** The layout number as it lies there. */
  abstract byte[] layout() throws IOException;

  /** Takes away what lies in the storage under a name. */
  abstract void remove(String name) throws IOException;

  /** Everything that lies in the storage, also what no store shows, but the layout number. */
  abstract List<String> names() throws IOException;

  @Test
  void shouldGiveANewStorageThisBuildsLayoutNumber() throws IOException {
    open();

    assertThat(new String(layout(), StandardCharsets.UTF_8))
        .isEqualTo(Layout.ARTIFACT_STORE.number() + "\n");
    open().putBlob(CONTENT);
    assertThat(open().contains(Digests.sha256Hex(CONTENT))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2\n", "0", "", "one", "1 2", "1.0", "\0\0"})
  void shouldRefuseAStorageOfAnotherLayout(String number) throws IOException {
    overwrite(LayoutFile.NAME, bytes(number));

    assertThatThrownBy(this::open)
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageStartingWith("The layout of artifact store ")
        .hasMessageContaining(LayoutFile.number(bytes(number)))
        .hasMessageContaining("this build needs layout " + Layout.ARTIFACT_STORE.number())
        .hasMessageContaining("use the build that wrote it, or an empty folder");
    assertThat(names()).isEmpty();
  }

  @Test
  void shouldRefuseAStorageThatHasContentAndNoNumber() throws IOException {
    overwrite("somebody/elses", CONTENT);

    assertThatThrownBy(this::open)
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("is not given, and there is content; this build needs layout");
    assertThat(names()).containsExactly("somebody/elses");
  }

  @ParameterizedTest
  @EnumSource
  void shouldPutNothingOutsideItsWritersPrefix(ArtifactWriter writer) throws IOException {
    ArtifactStore store = open(writer);

    store.putBlob(CONTENT);
    store.putTree(sampleTree());
    store.putIfAbsent("jobs/a", CONTENT);
    assertThatThrownBy(() -> store.putIfAbsent("../../registrar/keys/a", CONTENT))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(names())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name).startsWith(writer.prefix() + "/"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadWhatEveryWriterHasPut(ArtifactWriter writer) throws IOException {
    ArtifactRef blob = open(writer).putBlob(CONTENT);
    ArtifactRef tree = open(writer).putTree(sampleTree());

    for (ArtifactWriter reader : ArtifactWriter.values()) {
      ArtifactStore store = open(writer).as(reader);
      assertThat(store.contains(blob.digest())).isTrue();
      assertThat(store.readBlob(blob.digest())).isEqualTo(CONTENT);
      assertThat(store.tree(tree.digest()).resolve("a.txt")).hasContent("alpha");
    }
  }

  @Test
  void shouldKeepTheNamedPointersOfWritersApart() {
    assertThat(open(ArtifactWriter.WORKER).putIfAbsent("jobs/a", CONTENT)).isTrue();

    assertThat(open(ArtifactWriter.INTAKE).read("jobs/a")).isEmpty();
    assertThat(open(ArtifactWriter.INTAKE).putIfAbsent("jobs/a", bytes("other"))).isTrue();
    assertThat(open(ArtifactWriter.INTAKE).as(ArtifactWriter.WORKER).read("jobs/a"))
        .contains(CONTENT);
  }

  /** A writer can spoil what it has put itself, whichever prefix is looked at first. */
  @ParameterizedTest
  @EnumSource
  void shouldNotLetADamagedCopyHideASoundOne(ArtifactWriter damaged) throws IOException {
    ArtifactRef blob = open(damaged).putBlob(CONTENT);
    ArtifactRef tree = open(damaged).putTree(sampleTree());
    StoreLayout layout = new StoreLayout(damaged);
    overwrite(layout.blob(blob.digest()), bytes("tampered"));
    overwrite(layout.treeFile(tree.digest(), "a.txt"), bytes("tampered"));
    assertThatThrownBy(() -> open().readBlob(blob.digest()))
        .isInstanceOf(ArtifactCorruptException.class);
    assertThatThrownBy(() -> open().tree(tree.digest()))
        .isInstanceOf(ArtifactCorruptException.class);

    for (ArtifactWriter other : EnumSet.complementOf(EnumSet.of(damaged))) {
      open(other).putBlob(CONTENT);
      open(other).putTree(sampleTree());
      assertThat(open().readBlob(blob.digest())).isEqualTo(CONTENT);
      assertThat(open().tree(tree.digest()).resolve("a.txt")).hasContent("alpha");
      remove(new StoreLayout(other).blob(blob.digest()));
      remove(new StoreLayout(other).treeManifest(tree.digest()));
    }
  }

  @Test
  void shouldDeleteNothingBelowThePrefixOfAnother() throws IOException {
    ArtifactRef tree = open(ArtifactWriter.REGISTRAR).putTree(sampleTree());
    List<String> registrars = names();
    open(ArtifactWriter.WORKER).putTree(sampleTree());

    open(ArtifactWriter.REGISTRY).deleteTree(tree.digest());
    open(ArtifactWriter.WORKER).deleteTree(tree.digest());

    assertThat(names()).isEqualTo(registrars);
    assertThat(open().tree(tree.digest()).resolve("a.txt")).hasContent("alpha");

    open(ArtifactWriter.REGISTRAR).deleteTree(tree.digest());
    assertThat(open().contains(tree.digest())).isFalse();
    assertThat(names()).isEmpty();
  }

  final Path sampleTree() throws IOException {
    Path tree = Files.createTempDirectory(directory, "tree");
    Files.createDirectories(tree.resolve("sub/deep"));
    Files.writeString(tree.resolve("a.txt"), "alpha");
    Files.writeString(tree.resolve("sub/b.txt"), "beta");
    Files.write(tree.resolve("sub/deep/c.bin"), counting());
    return tree;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] counting() {
    return new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  }
}
