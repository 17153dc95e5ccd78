// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artifact store promises. */
abstract class ArtifactStoreContract extends SharedStoreContract {

  static final String NOTHING = "0".repeat(64);
  private static final int THREADS = 20;

  @Test
  void shouldGiveABlobByItsDigest() {
    ArtifactStore store = open();

    ArtifactRef blob = store.putBlob(CONTENT);

    assertThat(blob.uri()).isEqualTo("artifact:blob/" + Digests.sha256Hex(CONTENT));
    assertThat(store.readBlob(blob.digest())).isEqualTo(CONTENT);
    assertThat(store.putBlob(CONTENT)).isEqualTo(blob);
    assertThat(store.contains(blob.digest())).isTrue();
    assertThat(open().readBlob(blob.digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldNameADamagedBlobAndHealWhenItIsStoredAgain() throws IOException {
    ArtifactStore store = open();
    ArtifactRef blob = store.putBlob(CONTENT);
    overwrite(OWN.blob(blob.digest()), bytes("tampered"));

    assertThatThrownBy(() -> store.readBlob(blob.digest()))
        .isInstanceOf(ArtifactCorruptException.class)
        .hasMessageContaining(blob.digest())
        .hasMessageContaining("has SHA-256 " + Digests.sha256Hex(bytes("tampered")));

    store.putBlob(CONTENT);
    assertThat(store.readBlob(blob.digest())).isEqualTo(CONTENT);
  }

  @Test
  void shouldSayThatAnArtifactIsMissing() {
    ArtifactStore store = open();

    assertThatThrownBy(() -> store.readBlob(NOTHING))
        .isInstanceOf(ArtifactMissingException.class)
        .hasMessageContaining("No blob " + NOTHING + " in artifact store");
    assertThatThrownBy(() -> store.tree(NOTHING))
        .isInstanceOf(ArtifactMissingException.class)
        .hasMessageContaining("No tree " + NOTHING + " in artifact store");
    assertThat(store.contains(NOTHING)).isFalse();
  }

  @Test
  void shouldGiveATreeWithItsSubFolders() throws IOException {
    ArtifactStore store = open();

    ArtifactRef ref = store.putTree(sampleTree());
    Path tree = open().tree(ref.digest());

    assertThat(ref.digest())
        .isEqualTo("16fe018a7cb54306a531533bc0e3b118df37b73e34794e7592ba62c1e28f9170");
    assertThat(ref.isTree()).isTrue();
    assertThat(store.contains(ref.digest())).isTrue();
    assertThat(tree.resolve("a.txt")).hasContent("alpha");
    assertThat(tree.resolve("sub/b.txt")).hasContent("beta");
    assertThat(tree.resolve("sub/deep/c.bin")).hasBinaryContent(counting());
    assertThat(ArtifactTree.digest(tree)).isEqualTo(ref.digest());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.resolve("a.txt"))))
        .isEqualTo("r--r--r--");
    assertThat(store.putTree(tree)).isEqualTo(ref);
  }

  @Test
  void shouldKeepEmptyFilesAndUnusualNames() throws IOException {
    Path source = Files.createDirectories(directory.resolve("unusual"));
    Files.createFile(source.resolve("empty"));
    Files.writeString(source.resolve("a b+c%20ä&=?#.txt"), "odd");

    ArtifactRef ref = open().putTree(source);
    ArtifactRef blob = open().putBlob(new byte[0]);

    Path tree = open().tree(ref.digest());
    assertThat(tree.resolve("empty")).isEmptyFile();
    assertThat(tree.resolve("a b+c%20ä&=?#.txt")).hasContent("odd");
    assertThat(open().readBlob(blob.digest())).isEmpty();
  }

  @Test
  void shouldReadBackWhatIsLargerThanAPart() throws IOException {
    byte[] large = new byte[2 * S3Bucket.PART_BYTES + 123];
    new Random(7).nextBytes(large);
    Path source = sampleTree();
    Files.write(source.resolve("large.bin"), large);

    ArtifactRef tree = open().putTree(source);
    ArtifactRef blob = open().putBlob(large);

    assertThat(open().tree(tree.digest()).resolve("large.bin")).hasBinaryContent(large);
    assertThat(open().readBlob(blob.digest())).isEqualTo(large);
  }

  @Test
  void shouldNameAChangedFileOfATree() throws IOException {
    ArtifactRef ref = open().putTree(sampleTree());
    overwrite(OWN.treeFile(ref.digest(), "sub/b.txt"), bytes("tampered"));

    assertCorrupt(ref, "file sub/b.txt has SHA-256");
  }

  @Test
  void shouldNameAMissingAndAnAddedFileOfATree() throws IOException {
    ArtifactRef ref = open().putTree(sampleTree());
    overwrite(OWN.treeFile(ref.digest(), "sub/new.txt"), bytes("new"));
    assertCorrupt(ref, "file sub/new.txt does not belong to it");

    remove(OWN.treeFile(ref.digest(), "a.txt"));
    assertCorrupt(ref, "file a.txt is missing");
  }

  @Test
  void shouldNotBelieveAManifestThatWasChangedWithTheFiles() throws IOException {
    ArtifactRef ref = open().putTree(sampleTree());
    overwrite(OWN.treeFile(ref.digest(), "a.txt"), bytes("tampered"));
    Map<String, String> digests = new TreeMap<>(ArtifactTree.fileDigests(sampleTree()));
    digests.put("a.txt", Digests.sha256Hex(bytes("tampered")));
    overwrite(OWN.treeManifest(ref.digest()), new TreeManifest(new TreeMap<>(digests)).toBytes());

    assertCorrupt(ref, "file MANIFEST does not add up to the digest");
  }

  @Test
  void shouldRefuseATreeThatLeadsOutOfItsFolder() throws IOException {
    // Given a tree that somebody made by hand, whose digest is right
    open();
    TreeMap<String, String> files = new TreeMap<>(Map.of("../../x", Digests.sha256Hex(CONTENT)));
    String digest = ArtifactTree.digestOf(files);
    overwrite(OWN.tree(digest) + "/x", CONTENT);
    overwrite(OWN.treeManifest(digest), bytes(Digests.sha256Hex(CONTENT) + "  ../../x\n"));

    assertCorrupt(ArtifactRef.tree(digest), "'../../x' is no path below a folder");
  }

  @Test
  void shouldHealADamagedTreeWhenItIsStoredAgain() throws IOException {
    Path source = sampleTree();
    ArtifactRef ref = open().putTree(source);
    overwrite(OWN.treeFile(ref.digest(), "a.txt"), bytes("tampered"));
    overwrite(OWN.treeFile(ref.digest(), "added.txt"), bytes("added"));

    open().putTree(source);

    assertThat(open().tree(ref.digest()).resolve("a.txt")).hasContent("alpha");
  }

  @Test
  void shouldRefuseFoldersThatAreNoArtifact() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty/sub"));
    Path linked = sampleTree();
    Files.createSymbolicLink(linked.resolve("link"), Path.of("/etc/passwd"));
    Path named = Files.createDirectories(directory.resolve("named"));
    Files.writeString(named.resolve("a\nb"), "x");
    ArtifactStore store = open();

    assertThatThrownBy(() -> store.putTree(empty.getParent())).hasMessageContaining("has no file");
    assertThatThrownBy(() -> store.putTree(linked)).hasMessageContaining("link or special file");
    assertThatThrownBy(() -> store.putTree(named)).hasMessageContaining("control characters");
    assertThatThrownBy(() -> store.putTree(directory.resolve("nowhere")))
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining("nowhere");
    assertThat(names()).isEmpty();
  }

  @Test
  void shouldDeleteATreeForEver() throws IOException {
    ArtifactStore store = open();
    ArtifactStore other = open();
    ArtifactRef ref = store.putTree(sampleTree());
    Path copy = other.tree(ref.digest());

    store.deleteTree(ref.digest());
    store.deleteTree(ref.digest());

    assertThat(store.contains(ref.digest())).isFalse();
    assertThatThrownBy(() -> other.tree(ref.digest())).isInstanceOf(ArtifactMissingException.class);
    assertThat(copy).doesNotExist();
    assertThat(names()).isEmpty();
  }

  @Test
  void shouldSetAKeyOnce() {
    ArtifactStore store = open();

    assertThat(store.read("jobs/a")).isEmpty();
    assertThat(store.putIfAbsent("jobs/a", CONTENT)).isTrue();
    assertThat(open().putIfAbsent("jobs/a", CONTENT)).isFalse();
    assertThat(store.putIfAbsent("jobs/a", bytes("other"))).isFalse();
    assertThat(open().read("jobs/a")).contains(CONTENT);
  }

  @Test
  void shouldLetOneOfManyThreadsSetAKey() throws Exception {
    List<ArtifactStore> stores = List.of(open(), open(), open(), open());
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      attempts.add(
          () -> {
            together.await();
            return stores.get(number % stores.size()).putIfAbsent("jobs/k", bytes("" + number));
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Integer> winners = new ArrayList<>();
    try {
      List<Future<Boolean>> answers = threads.invokeAll(attempts);
      for (int i = 0; i < THREADS; i++) {
        if (answers.get(i).get()) {
          winners.add(i);
        }
      }
    } finally {
      threads.shutdown();
    }

    assertThat(winners).hasSize(1);
    assertThat(open().read("jobs/k")).contains(bytes("" + winners.get(0)));
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
    ArtifactStore store = open();

    assertThatThrownBy(() -> store.putIfAbsent(key, CONTENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "'");
    assertThatThrownBy(() -> store.read(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "", "ABC"})
  void shouldRefuseDigestsThatAreNone(String digest) {
    ArtifactStore store = open();

    assertThatThrownBy(() -> store.readBlob(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.tree(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.deleteTree(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.contains(digest)).isInstanceOf(IllegalArgumentException.class);
  }

  private void assertCorrupt(ArtifactRef ref, String finding) {
    ArtifactStore store = open();
    assertThatThrownBy(() -> store.tree(ref.digest()))
        .isInstanceOf(ArtifactCorruptException.class)
        .hasMessageContaining(ref.digest())
        .hasMessageContaining(finding);
  }
}
