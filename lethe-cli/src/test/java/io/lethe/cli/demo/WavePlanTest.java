// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.SmallBundle;
import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.learning.source.DatasetBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavePlanTest {
  private static final int SUBJECTS = 75;

  @TempDir private Path directory;

  @Test
  void shouldPutEverySubjectIntoExactlyOneWave() throws IOException {
    List<WavePlan> waves = waves(3);

    assertThat(waves).extracting(WavePlan::number).containsExactly(1, 2, 3);
    assertThat(waves).extracting(WavePlan::samples).containsExactly(100, 100, 100);
    assertThat(waves.stream().flatMap(wave -> wave.subjectIds().stream()))
        .containsExactlyElementsOf(SmallBundle.subjects(SUBJECTS));
  }

  @Test
  void shouldNotShowSubjectIds() throws IOException {
    assertThat(Stream.of(waves(1).get(0)).map(WavePlan::toString).toList())
        .noneMatch(text -> text.contains("person-"));
  }

  @Test
  void shouldRefuseMoreWavesThanSubjects() {
    assertThatThrownBy(() -> waves(SUBJECTS + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--waves is 76");
  }

  @Test
  void shouldSealAWaveBySize() throws IOException {
    ModelPolicy policy = DemoPolicy.of(waves(3), 5, Duration.ofMinutes(5));

    assertThat(policy.sealing().maxSamples()).isEqualTo(100);
  }

  @Test
  void shouldJudgeByTheGateThatEverybodyGets() throws IOException {
    assertThat(DemoPolicy.of(waves(1), 5, Duration.ofMinutes(5)).gate())
        .isEqualTo(ModelPolicy.defaults().gate());
  }

  /** That the demo prints it, .ci/run holds. */
  @Test
  void shouldSayTheLimitsItPlaysByAndTheUsualOnes() throws IOException {
    ModelPolicy policy = DemoPolicy.of(waves(3), 5, Duration.ofMinutes(5));

    assertThat(DemoPolicy.words(policy.limits()))
        .isEqualTo(
            "limits of this policy: 10,000 requests a day and tenant; an operator is asked about"
                + " more than 100 % of the dataset or 100 % of a class at once (by default 5 %)");
    assertThat(DemoPolicy.words(new Limits(3, 0.2, 0.1)))
        .contains(": 3 requests", "20 % of the dataset", "10 % of a class");
  }

  @Test
  void shouldRefuseWavesTooSmallForTheGate() {
    assertThatThrownBy(() -> DemoPolicy.of(waves(4), 5, Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("72 samples")
        .hasMessageContaining("100");
  }

  private List<WavePlan> waves(int count) throws IOException {
    Path folder = SmallBundle.write(directory.resolve("bundle-" + count), SUBJECTS);
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      return WavePlan.split(SmallBundle.subjects(SUBJECTS), count, bundle);
    }
  }
}
