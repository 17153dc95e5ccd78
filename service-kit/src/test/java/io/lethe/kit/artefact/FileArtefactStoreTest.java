package io.lethe.kit.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileArtefactStoreTest {

  private static final byte[] CONTENT = bytes("content");
  private static final String NOTHING = "0".repeat(64);

  @TempDir Path directory;
  private Path root;
  private FileArtefactStore store;

  @BeforeEach
  void openStore() {
    root = directory.resolve("store");
    store = new FileArtefactStore(root);
  }

  @Test
  void shouldGiveABlobByItsDigest() {
    ArtefactRef blob = store.putBlob(CONTENT);

    assertThat(blob.uri()).isEqualTo("artefact:blob/" + blob.digest());
    assertThat(store.readBlob(blob.digest())).isEqualTo(CONTENT);
    assertThat(store.putBlob(CONTENT)).isEqualTo(blob);
    assertThat(store.contains(blob.digest())).isTrue();
    assertThat(new FileArtefactStore(root).readBlob(blob.digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldNameADamagedBlobAndHealWhenItIsStoredAgain() throws IOException {
    ArtefactRef blob = store.putBlob(CONTENT);
    Path file = onlyFile(root.resolve("blobs"));
    overwrite(file, "tampered");

    assertThatThrownBy(() -> store.readBlob(blob.digest()))
        .isInstanceOf(ArtefactCorruptException.class)
        .hasMessageContaining(file.getFileName().toString());

    store.putBlob(CONTENT);
    assertThat(store.readBlob(blob.digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldSayThatAnArtefactIsMissing() {
    assertThatThrownBy(() -> store.readBlob(NOTHING))
        .isInstanceOf(ArtefactMissingException.class)
        .hasMessageContaining("No blob " + NOTHING);
    assertThatThrownBy(() -> store.tree(NOTHING))
        .isInstanceOf(ArtefactMissingException.class)
        .hasMessageContaining("No tree " + NOTHING);
    assertThat(store.contains(NOTHING)).isFalse();
  }

  @Test
  void shouldGiveATreeWithItsSubFolders() throws IOException {
    ArtefactRef ref = store.putTree(sampleTree());
    Path tree = store.tree(ref.digest());

    assertThat(ref.digest())
        .isEqualTo("16fe018a7cb54306a531533bc0e3b118df37b73e34794e7592ba62c1e28f9170");
    assertThat(ref.isTree()).isTrue();
    assertThat(tree.resolve("a.txt")).hasContent("alpha");
    assertThat(tree.resolve("sub/b.txt")).hasContent("beta");
    assertThat(tree.resolve("sub/deep/c.bin")).hasBinaryContent(counting());
    assertThat(ArtefactTree.digest(tree)).isEqualTo(ref.digest());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.resolve("a.txt"))))
        .isEqualTo("r--r--r--");
    assertThat(store.putTree(tree)).isEqualTo(ref);
  }

  @Test
  void shouldNameAChangedFileOfATree() throws IOException {
    ArtefactRef ref = store.putTree(sampleTree());
    overwrite(store.tree(ref.digest()).resolve("sub/b.txt"), "tampered");

    assertCorrupt(ref, "file sub/b.txt has SHA-256");
  }

  @Test
  void shouldNameAMissingAndAnAddedFileOfATree() throws IOException {
    ArtefactRef ref = store.putTree(sampleTree());
    Path tree = store.tree(ref.digest());
    Files.writeString(tree.resolve("sub/new.txt"), "new");
    assertCorrupt(ref, "file sub/new.txt does not belong to it");

    Files.delete(tree.resolve("a.txt"));
    assertCorrupt(ref, "file a.txt is missing");
  }

  @Test
  void shouldNotBelieveAManifestThatWasChangedWithTheFiles() throws IOException {
    ArtefactRef ref = store.putTree(sampleTree());
    Path tree = store.tree(ref.digest());
    overwrite(tree.resolve("a.txt"), "tampered");
    overwrite(
        tree.resolveSibling("MANIFEST"),
        new String(TreeManifest.of(tree).toBytes(), StandardCharsets.UTF_8));

    assertCorrupt(ref, "file MANIFEST does not add up to the digest");
  }

  @Test
  void shouldHealADamagedTreeWhenItIsStoredAgain() throws IOException {
    Path source = sampleTree();
    ArtefactRef ref = store.putTree(source);
    overwrite(store.tree(ref.digest()).resolve("a.txt"), "tampered");

    store.putTree(source);

    assertThat(store.tree(ref.digest()).resolve("a.txt")).hasContent("alpha");
  }

  @Test
  void shouldRefuseFoldersThatAreNoArtefact() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty/sub"));
    Path linked = sampleTree();
    Files.createSymbolicLink(linked.resolve("link"), Path.of("/etc/passwd"));
    Path named = Files.createDirectories(directory.resolve("named"));
    Files.writeString(named.resolve("a\nb"), "x");

    assertThatThrownBy(() -> store.putTree(empty.getParent())).hasMessageContaining("has no file");
    assertThatThrownBy(() -> store.putTree(linked)).hasMessageContaining("link or special file");
    assertThatThrownBy(() -> store.putTree(named)).hasMessageContaining("control characters");
    assertThat(everythingIn(root.resolve("trees"))).isEmpty();
    assertThat(filesIn(root.resolve("staging"))).isEmpty();
  }

  @Test
  void shouldDeleteATreeForEver() throws IOException {
    ArtefactRef ref = store.putTree(sampleTree());

    store.deleteTree(ref.digest());
    store.deleteTree(ref.digest());

    assertThat(store.contains(ref.digest())).isFalse();
    assertThat(filesIn(root.resolve("staging"))).isEmpty();
  }

  @Test
  void shouldSetAKeyOnce() {
    assertThat(store.read("jobs/a")).isEmpty();
    assertThat(store.putIfAbsent("jobs/a", CONTENT)).isTrue();
    assertThat(store.putIfAbsent("jobs/a", bytes("other"))).isFalse();
    assertThat(store.read("jobs/a")).contains(CONTENT);
  }

  @Test
  void shouldLetOneOfManyThreadsSetAKey() {
    long wins =
        IntStream.range(0, 64)
            .parallel()
            .filter(i -> new FileArtefactStore(root).putIfAbsent("k", bytes("" + i)))
            .count();

    assertThat(wins).isEqualTo(1);
  }

  @Test
  void shouldLetOneOfTwoProcessesSetAKey() throws Exception {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x",
        "jobs/../../x",
        "jobs/",
        "a//b",
        ".hidden",
        "a\\b",
        "ä"
      })
  void shouldRefuseKeysThatAreNoNames(String key) {
    assertThatThrownBy(() -> store.putIfAbsent(key, CONTENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "'");
    assertThatThrownBy(() -> store.read(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "", "ABC"})
  void shouldRefuseDigestsThatAreNone(String digest) {
    assertThatThrownBy(() -> store.readBlob(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.tree(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.deleteTree(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.contains(digest)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRemoveWhatADeadProcessLeftAndNothingElse() throws IOException {
    // Given what a killed writer leaves: a folder, and a lock file that nobody holds
    Path dead = Files.createDirectories(root.resolve("staging/dead/half/files"));
    Files.writeString(dead.resolve("a.txt"), "half");
    Files.createFile(root.resolve("staging/dead.lock"));
    List<Path> alive =
        everythingIn(root.resolve("staging")).stream()
            .filter(each -> !each.toString().contains("dead"))
            .toList();

    // When
    FileArtefactStore second = new FileArtefactStore(root);

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

  private void assertCorrupt(ArtefactRef ref, String finding) {
    assertThatThrownBy(() -> store.tree(ref.digest()))
        .isInstanceOf(ArtefactCorruptException.class)
        .hasMessageContaining(ref.digest())
        .hasMessageContaining(finding);
  }

  private Path sampleTree() throws IOException {
    Path tree = Files.createTempDirectory(directory, "tree");
    Files.createDirectories(tree.resolve("sub/deep"));
    Files.writeString(tree.resolve("a.txt"), "alpha");
    Files.writeString(tree.resolve("sub/b.txt"), "beta");
    Files.write(tree.resolve("sub/deep/c.bin"), counting());
    return tree;
  }

  private static byte[] counting() {
    return new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  }

  private static void overwrite(Path file, String text) throws IOException {
    Files.delete(file);
    Files.writeString(file, text);
  }

  private static Path onlyFile(Path folder) throws IOException {
    List<Path> files = filesIn(folder);
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    return everythingIn(folder).stream()
        .filter(Files::isRegularFile)
        .filter(each -> !each.toString().endsWith(".lock"))
        .toList();
  }

  private static List<Path> everythingIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(each -> !each.equals(folder)).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
