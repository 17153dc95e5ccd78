// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.SmallBundle;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditInputTest {
  private static final int SUBJECTS = 20;
  private static final int PEOPLE = 5;
  private static final int ROWS_OF_ONE = SmallBundle.SAMPLES_PER_SUBJECT;
  @TempDir private Path directory;

  @Test
  void shouldNeitherDrawNorTrainOnThoseWhoHaveAsked() throws IOException {
    List<String> asked = SmallBundle.subjects(SUBJECTS - PEOPLE - 1);
    try (DatasetBundle bundle = bundle();
        Dataset dataset = dataset(bundle)) {
      AuditInput input = AuditInput.draw(dataset, bundle, asked, settings(1, Integer.MAX_VALUE));

      assertThat(input.rows().forget()).hasSize(PEOPLE * ROWS_OF_ONE);
      assertThat(input.rows().retain()).hasSize(ROWS_OF_ONE);
      assertThat(input.asked()).isEqualTo(asked.size() * ROWS_OF_ONE);
      for (int ordinal : bundle.ordinalsOf(asked)) {
        assertThat(input.all()).doesNotContain(ordinal);
      }
    }
  }

  @Test
  void shouldDrawWholePeopleOthersWithEverySeedAndTheSameWithOne() throws IOException {
    try (DatasetBundle bundle = bundle();
        Dataset dataset = dataset(bundle)) {
      AuditInput one = AuditInput.draw(dataset, bundle, List.of(), settings(1, 7));
      AuditInput again = AuditInput.draw(dataset, bundle, List.of(), settings(1, 7));
      AuditInput other = AuditInput.draw(dataset, bundle, List.of(), settings(2, 7));

      assertThat(one.rows().forget())
          .isEqualTo(again.rows().forget())
          .isNotEqualTo(other.rows().forget());
      int[] owners = IntStream.of(one.rows().forget()).map(bundle::owner).toArray();
      assertThat(IntStream.of(owners).distinct().count()).isEqualTo(PEOPLE);
      for (int i = 1; i < owners.length; i++) {
        assertThat(one.person()[i] == one.person()[i - 1]).isEqualTo(owners[i] == owners[i - 1]);
      }
      assertThat(one.retained()).hasSize(7).isSorted().isEqualTo(again.retained());
      assertThat(one.rows().retain()).contains(one.retained());
    }
  }

  private DatasetBundle bundle() throws IOException {
    return DatasetBundle.open(SmallBundle.write(directory.resolve("bundle"), SUBJECTS));
  }

  private Dataset dataset(DatasetBundle bundle) {
    return Dataset.load(
        bundle,
        new DecodeOptions(directory.resolve("cache"), OptionalInt.empty(), 1),
        ProgressListener.none());
  }

  private static AuditSettings settings(long seed, int retainSamples) {
    return new AuditSettings(
        new OriginalTraining("small-cnn", 1, 64, 1e-3f, AugmentationChoice.NONE, seed),
        List.of(),
        2,
        PEOPLE,
        retainSamples,
        1e-3f);
  }
}
