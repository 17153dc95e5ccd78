// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdenticalPicturesTest {

  private final BundleIndex.Builder index = new BundleIndex.Builder();

  @Test
  void shouldFindTheOtherTrainSamplesOfAPicture() {
    add(Split.TRAIN, 1, 2, 1, 3, 2, 1);

    IdenticalPictures identical = identical();

    assertThat(identical.trainTwins(0)).containsExactly(2, 5);
    assertThat(identical.trainTwins(5, 1)).containsExactly(0, 2, 4);
    assertThat(identical.trainTwins(3)).isEmpty();
    assertThat(identical.trainTwins()).isEmpty();
  }

  @Test
  void shouldCallNoSampleItsOwnOwnersTwin() {
    add(Split.TRAIN, 1, 1, 1);

    assertThat(identical().trainTwins(0, 1, 2)).isEmpty();
    assertThat(identical().trainTwins(2, 0)).containsExactly(1);
  }

  @Test
  void shouldFindTestSamplesThatLieInTrainAndNoOthers() {
    add(Split.TRAIN, 1, 2);
    add(Split.VALIDATION, 3, 2);
    add(Split.TEST, 1, 3, 4, 4, 1);

    assertThat(identical().testRowsInTrain())
        .as("3 lies in validation, 4 twice in test: no model was taught them")
        .containsExactly(4, 8);
    assertThat(identical().trainTwins(0)).as("copies in test are not trained on").isEmpty();
    assertThat(identical().trainTwins(4, 3)).as("found from any split").containsExactly(0, 1);
  }

  @Test
  void shouldSayNothingWhereAllPicturesAreDifferent() {
    add(Split.TRAIN, IntStream.range(0, 1000).toArray());
    add(Split.TEST, 1000, 1001);

    assertThat(identical().trainTwins(IntStream.range(0, 1002).toArray())).isEmpty();
    assertThat(identical().testRowsInTrain()).isEmpty();
  }

  @Test
  void shouldKeepThousandsOfCopiesApartFromOtherPictures() {
    add(Split.TRAIN, IntStream.range(0, 30_000).map(i -> i % 3 == 0 ? -1 : i).toArray());

    int[] twins = identical().trainTwins(3, 4);

    assertThat(twins).hasSize(9_999).doesNotContain(3, 4);
    assertThat(IntStream.of(twins)).allMatch(row -> row % 3 == 0);
  }

  private void add(Split split, int... pictures) {
    for (int picture : pictures) {
      index.addSample(split, 0);
      index.addImage(Digests.sha256(ByteBuffer.allocate(4).putInt(picture).array()), 4);
    }
  }

  private IdenticalPictures identical() {
    return index.build(List.of("any"), Owners.nobody(index.samples())).identicalPictures();
  }
}
