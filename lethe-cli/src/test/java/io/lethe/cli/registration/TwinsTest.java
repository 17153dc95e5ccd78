// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwinsTest {

  @Test
  void shouldCountTheCopiesOfEverySubject() {
    Twins twins = copies(3);

    assertThat(twins.count(List.of(new int[] {0}, new int[] {1, 2}))).isEqualTo(2 + 1);
    assertThat(twins.count(List.of(new int[] {0, 1, 2}))).as("all one subject's").isZero();
  }

  @Test
  void shouldTakeAsManyCopiesOfASubjectAsARecordMayHold() {
    assertThat(copies(Twins.MOST_OF_A_SUBJECT + 1).count(List.of(new int[] {0}))).isEqualTo(10_000);
  }

  @Test
  void shouldRefuseASubjectWithMoreCopiesUnderOthersThanARecordMayHold() {
    Twins twins = copies(Twins.MOST_OF_A_SUBJECT + 2);

    assertThatThrownBy(() -> twins.count(List.of(new int[] {7})))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the subject who owns ordinal 7")
        .hasMessageContaining("10001 times; a subject may have 10000 such copies at most")
        .hasMessageContaining("leave its copies out of the dataset");
  }

  @Test
  void shouldRefuseAPictureOfThousandsOfSubjectsBeforeItsRecordsFillTheTopic() {
    Twins twins = copies(4_000);
    List<int[]> subjects = IntStream.range(0, 4_000).mapToObj(each -> new int[] {each}).toList();

    assertThatThrownBy(() -> twins.count(subjects))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("10000000 may be");
    assertThat(twins.count(subjects.subList(0, 2_500))).isEqualTo(2_500L * 3_999);
  }

  private static Twins copies(int samples) {
    BundleIndex.Builder index = new BundleIndex.Builder();
    byte[] picture = Digests.sha256(new byte[] {1});
    for (int i = 0; i < samples; i++) {
      index.addSample(Split.TRAIN, 0);
      index.addImage(picture, 1);
    }
    return new Twins(index.build(List.of("any"), Owners.nobody(samples)).identicalPictures());
  }
}
