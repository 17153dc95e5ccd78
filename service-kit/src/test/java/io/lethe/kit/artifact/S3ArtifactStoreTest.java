// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.layout.LayoutFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(S3Server.Shared.class)
class S3ArtifactStoreTest extends ArtifactStoreContract {

  private final S3Fixture s3;
  private final FaultyHttp http = new FaultyHttp();

  S3ArtifactStoreTest(S3Server server) {
    s3 = new S3Fixture(server.endpoint());
  }

  @Override
  ArtifactStore open(ArtifactWriter writer) {
    return s3.store(directory).as(writer);
  }

  @Override
  void overwrite(String name, byte[] content) {
    s3.overwrite(name, content);
  }

  @Override
  byte[] layout() {
    return s3.read(LayoutFile.NAME);
  }

  @Override
  void remove(String name) {
    s3.remove(name);
  }

  @Override
  List<String> names() {
    return s3.names();
  }

  @Test
  void shouldBeginWhereAToolShowsAFolder() {
    s3.overwrite("", new byte[0]);

    assertThat(open().contains(NOTHING)).isFalse();
  }

  @Test
  void shouldSendWhatIsLargerThanAPartInParts() {
    ArtifactStore store = s3.store(http, directory.resolve("cache"), Clock.systemUTC());

    store.putBlob(new byte[S3Bucket.PART_BYTES]);
    assertThat(http.requests()).noneMatch(each -> each.contains("partNumber="));

    store.putBlob(new byte[2 * S3Bucket.PART_BYTES + 1]);
    assertThat(http.requests()).filteredOn(each -> each.contains("partNumber=")).hasSize(3);
    assertThat(s3.openUploads()).isEmpty();
  }

  @Test
  void shouldFetchATreeOnceAndVerifyTheCopyAtEveryCall() throws IOException {
    ArtifactRef ref = open().putTree(sampleTree());
    ArtifactStore store = s3.store(http, directory.resolve("cache"), Clock.systemUTC());
    Path copy = store.tree(ref.digest()).resolve("sub/b.txt");
    http.requests().clear();

    assertThat(store.tree(ref.digest()).resolve("sub/b.txt")).isEqualTo(copy);
    assertThat(http.requests())
        .hasSizeLessThanOrEqualTo(ArtifactWriter.values().length)
        .allSatisfy(each -> assertThat(each).endsWith("/MANIFEST"));

    Files.delete(copy);
    Files.writeString(copy, "tampered");
    assertThat(store.tree(ref.digest()).resolve("sub/b.txt")).hasContent("beta");
  }

  @Test
  void shouldRemoveLocalCopiesOfTreesThatAreGone() throws IOException {
    Path cache = directory.resolve("cache");
    ArtifactStore store = s3.store(http, cache, Clock.systemUTC());
    ArtifactRef wanted = store.putTree(sampleTree());
    ArtifactRef purged = store.putTree(otherTree());
    Path stays = store.tree(wanted.digest());
    Path goes = store.tree(purged.digest());
    open().deleteTree(purged.digest());

    s3.store(http, cache, Clock.systemUTC());

    assertThat(stays).exists();
    assertThat(goes).doesNotExist();
  }

  @Test
  void shouldRemoveLocalCopiesThatNobodyAskedForInAWhile() throws IOException {
    Path cache = directory.resolve("cache");
    Clock now = Clock.systemUTC();
    ArtifactStore store = s3.store(http, cache, now);
    ArtifactRef old = store.putTree(sampleTree());
    ArtifactRef fresh = store.putTree(otherTree());
    Path copy = store.tree(old.digest());

    // When another tree is fetched after that time
    Clock later = Clock.offset(now, Duration.ofDays(TreeCache.KEEP_DAYS).plusMinutes(1));
    S3ArtifactStore second = s3.store(http, directory.resolve("other"), later);
    assertThat(second.tree(fresh.digest())).exists();
    assertThat(copy).exists();
    assertThat(s3.store(http, cache, later).tree(fresh.digest())).exists();

    // Then the copy is gone, and can be had again
    assertThat(copy).doesNotExist();
    assertThat(store.tree(old.digest()).resolve("a.txt")).hasContent("alpha");
  }

  private Path otherTree() throws IOException {
    Path tree = sampleTree();
    Files.writeString(tree.resolve("a.txt"), "other");
    return tree;
  }
}
