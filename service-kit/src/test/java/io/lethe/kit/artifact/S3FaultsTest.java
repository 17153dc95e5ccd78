// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(S3Server.Shared.class)
class S3FaultsTest {

  private static final byte[] LARGE = new byte[2 * S3Bucket.PART_BYTES + 1];
  private static final String LARGE_DIGEST = Digests.sha256Hex(LARGE);

  @TempDir Path directory;

  private final S3Fixture s3;
  private final FaultyHttp http = new FaultyHttp();
  private S3ArtifactStore store;

  S3FaultsTest(S3Server server) {
    s3 = new S3Fixture(server.endpoint());
  }

  @BeforeEach
  void openStore() {
    store = s3.store(http, directory.resolve("cache"), Clock.systemUTC());
  }

  @Test
  void shouldAbortAnUploadThatFails() {
    http.beforeEach(request -> breakWhere(request.contains("partNumber=2")));

    assertThatThrownBy(() -> store.putBlob(LARGE))
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining("its part 2 not sent");

    assertNothingVisible();
    assertThat(s3.openUploads()).isEmpty();
  }

  @Test
  void shouldShowNothingOfAnUploadThatWasKilledBetweenParts() {
    AtomicBoolean killed = new AtomicBoolean();
    http.beforeEach(request -> breakWhere(killed.get()));
    http.afterEach(request -> killed.compareAndSet(false, request.contains("partNumber=1")));

    assertThatThrownBy(() -> store.putBlob(LARGE)).isInstanceOf(ArtifactStoreException.class);

    assertNothingVisible();
    // what the bucket's lifecycle rule is for
    assertThat(s3.openUploads())
        .containsExactly(new StoreLayout(ArtifactWriter.WORKER).blob(LARGE_DIGEST));
    assertThat(s3.store(directory).putBlob(LARGE).digest()).isEqualTo(LARGE_DIGEST);
  }

  @Test
  void shouldShowNothingOfATreeBeforeItsManifest() throws IOException {
    Path source = tree();
    String digest = ArtifactTree.digest(source);
    http.beforeEach(request -> breakWhere(request.endsWith("/MANIFEST")));

    assertThatThrownBy(() -> store.putTree(source)).isInstanceOf(ArtifactStoreException.class);

    S3ArtifactStore other = s3.store(directory);
    assertThat(s3.names()).isNotEmpty();
    assertThat(other.contains(digest)).isFalse();
    assertThatThrownBy(() -> other.tree(digest)).isInstanceOf(ArtifactMissingException.class);
    assertThat(other.putTree(source).digest()).isEqualTo(digest);
    assertThat(other.tree(digest).resolve("a.txt")).hasContent("alpha");
  }

  @Test
  void shouldKnowItsOwnKeyWhenTheAnswerWasLost() {
    AtomicBoolean isLost = new AtomicBoolean();
    http.afterEach(
        request -> breakWhere(request.startsWith("PUT") && isLost.compareAndSet(false, true)));

    assertThat(store.putIfAbsent("jobs/a", bytes("mine"))).isTrue();

    assertThat(http.requests())
        .filteredOn(each -> each.startsWith("PUT") && each.endsWith("/jobs/a"))
        .hasSize(2);
    assertThat(s3.store(directory).putIfAbsent("jobs/a", bytes("mine"))).isFalse();
  }

  @Test
  void shouldNotCallATreeStoredThatWasDeletedMeanwhile() throws IOException {
    Path source = tree();
    String digest = ArtifactTree.digest(source);
    S3ArtifactStore other = s3.store(directory);
    AtomicBoolean isDeleted = new AtomicBoolean();
    http.beforeEach(
        request -> {
          if (request.startsWith("PUT")
              && request.endsWith("/MANIFEST")
              && isDeleted.compareAndSet(false, true)) {
            other.deleteTree(digest);
          }
        });

    assertThatThrownBy(() -> store.putTree(source))
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining("was deleted meanwhile");

    assertThat(isDeleted).isTrue();
    assertThat(s3.names()).isEmpty();
    assertThat(other.contains(digest)).isFalse();
  }

  @Test
  void shouldRefuseAFileThatChangesWhileItIsStored() throws IOException {
    Path source = tree();
    String digest = ArtifactTree.digest(source);
    http.beforeEach(
        request -> {
          if (request.startsWith("PUT") && request.endsWith("/a.txt")) {
            Files.writeString(source.resolve("b.txt"), "BETA");
          }
        });

    assertThatThrownBy(() -> store.putTree(source))
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining("b.txt changed while it was stored");

    assertThat(s3.store(directory).contains(digest)).isFalse();
  }

  @Test
  void shouldLeaveNoHalfCopyWhereFetchingFails() throws IOException {
    String digest = s3.store(directory).putTree(tree()).digest();
    http.beforeEach(request -> breakWhere(request.endsWith("/files/b.txt")));

    assertThatThrownBy(() -> store.tree(digest))
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining("files/b.txt")
        .hasMessageContaining("broken on order");
    assertThat(directory.resolve("cache/trees")).doesNotExist();

    http.beforeEach(request -> {});
    assertThat(store.tree(digest).resolve("b.txt")).hasContent("beta");
  }

  private void assertNothingVisible() {
    S3ArtifactStore other = s3.store(directory);
    assertThat(s3.names()).isEmpty();
    assertThat(other.contains(LARGE_DIGEST)).isFalse();
    assertThatThrownBy(() -> other.readBlob(LARGE_DIGEST))
        .isInstanceOf(ArtifactMissingException.class);
  }

  private Path tree() throws IOException {
    Path tree = Files.createTempDirectory(directory, "tree");
    Files.writeString(tree.resolve("a.txt"), "alpha");
    Files.writeString(tree.resolve("b.txt"), "beta");
    return tree;
  }

  private static void breakWhere(boolean isBroken) throws IOException {
    if (isBroken) {
      throw new IOException("broken on order");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
