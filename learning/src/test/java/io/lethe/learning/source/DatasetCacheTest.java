// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.ImageShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
  private static final String URI = "artifact:tree/registered";
  private static final ImageShape AS_THEY_ARE = new ImageShape(5, 7, 3);
  private static final ImageShape SCALED = new ImageShape(8, 8, 3);

  @TempDir private Path directory;
  private final List<String> asked = new ArrayList<>();
  private String digest;
  private DatasetCache cache;

  @BeforeEach
  void register() {
    Path registered = directory.resolve("registered");
    try (DatasetBundle raw =
            DatasetBundle.open(BundleFixture.sound().writeFolder(directory.resolve("raw")));
        RegisteredBundle written = RegisteredBundle.write(raw, BundleFixture::key, registered)) {
      digest = written.digest();
    }
    cache =
        new DatasetCache(
            uri -> {
              asked.add(uri);
              return registered;
            },
            directory.resolve("cache"),
            1);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private Dataset open(ImageShape shape) {
    return cache.open(digest, URI, shape, ProgressListener.none()).images();
  }

  @Test
  void shouldSayWhoseSamplesTheyAreAfterTheBundleIsClosed() {
    OwnedDataset owned = cache.open(digest, URI, AS_THEY_ARE, ProgressListener.none());

    assertThat(owned.owners()).hasSize(owned.images().size());
    assertThat(owned.ordinalsBySubjectKey()).isNotEmpty();
    owned
        .ordinalsBySubjectKey()
        .forEach(
            (key, ordinals) ->
                assertThat(IntStream.of(ordinals).map(each -> owned.owners()[each]).distinct())
                    .as(key)
                    .hasSize(1));
  }

  @Test
  void shouldKeepADatasetOpenForWhoeverAsksForItNext() {
    Dataset first = open(AS_THEY_ARE);

    assertThat(open(AS_THEY_ARE)).isSameAs(first);
    assertThat(asked).containsExactly(URI);
  }

  @Test
  void shouldOpenItAgainInAnotherShape() {
    open(AS_THEY_ARE);

    assertThat(open(SCALED).shape()).isEqualTo(SCALED);
    assertThat(asked).containsExactly(URI, URI);
  }

  @Test
  void shouldOpenItAgainOnceClosed() {
    open(AS_THEY_ARE);
    cache.close();

    assertThat(open(AS_THEY_ARE).digest()).isEqualTo(digest);
    assertThat(asked).containsExactly(URI, URI);
  }

  @Test
  void shouldRefuseAShapeThatTheImagesCannotTake() {
    assertThatThrownBy(() -> open(new ImageShape(6, 7, 3)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the model takes images of");
    assertThat(open(AS_THEY_ARE).shape()).isEqualTo(AS_THEY_ARE);
  }

  @Test
  void shouldRefuseABundleOfAnotherDigest() {
    assertThatThrownBy(() -> cache.open("0".repeat(64), URI, AS_THEY_ARE, ProgressListener.none()))
        .isInstanceOf(DatasetException.class);
  }
}
