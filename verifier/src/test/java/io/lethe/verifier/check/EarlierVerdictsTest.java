// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.verifier.TestRecords;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierVerdictsTest {
  private static final String ANNA = TestRecords.digest("anna");
  private static final String BERT = TestRecords.digest("bert");
  private static final String CLEO = TestRecords.digest("cleo");

  @TempDir Path folder;

  @Test
  void shouldCountWhatWasSaidOfTheSameSetOfOneThatSharesAPersonAndOfOneThatIsGone() {
    FileArtifactStore store = new FileArtifactStore(folder, ArtifactWriter.VERIFIER);
    ForgetSet set = stored(store, List.of(ANNA, BERT), 1, 2);
    ForgetSet shares = stored(store, List.of(BERT, CLEO), 2, 3);
    ForgetSet others = stored(store, List.of(CLEO), 3);

    EarlierVerdicts verdicts = new EarlierVerdicts(store);
    assertThat(verdicts.about(set, Map.of())).isZero();
    assertThat(verdicts.about(set, Map.of(set.digest(), 2))).isEqualTo(2);
    assertThat(verdicts.about(set, Map.of(others.digest(), 5))).isZero();
    assertThat(
            verdicts.about(
                set,
                Map.of(
                    set.digest(), 1,
                    shares.digest(), 3,
                    others.digest(), 5,
                    TestRecords.digest("purged"), 7)))
        .isEqualTo(11);
    assertThat(verdicts.about(others, Map.of(shares.digest(), 3, set.digest(), 1)))
        .as("remembered by now")
        .isEqualTo(3);
  }

  @Test
  void shouldCountWhatWasSaidOfADissolvedSetForTheLargerOneWithItsPeople() {
    FileArtifactStore store = new FileArtifactStore(folder, ArtifactWriter.VERIFIER);
    ForgetSet dissolved = stored(store, List.of(ANNA, BERT), 1, 2);
    ForgetSet larger = stored(store, List.of(ANNA, BERT, CLEO), 1, 2, 3);

    assertThat(new EarlierVerdicts(store).about(larger, Map.of(dissolved.digest(), 1)))
        .isEqualTo(1);
  }

  private static ForgetSet stored(FileArtifactStore store, List<String> people, int... rows) {
    ForgetSet set = ForgetSet.of(people, rows);
    store.putBlob(set.toBytes());
    return set;
  }
}
