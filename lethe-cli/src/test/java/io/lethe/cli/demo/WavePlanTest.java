// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.SmallBundle;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.learning.source.DatasetBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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
    ModelPolicy policy = DemoPolicy.of(waves(3), 2_000, 5, Duration.ofMinutes(5));

    assertThat(policy.sealing().maxSamples()).isEqualTo(100);
  }

  @Test
  void shouldWidenTheAttackersLimitAloneToThreeStandardErrorsOfASmallWave() throws IOException {
    Gate gate = DemoPolicy.of(waves(1), 2_000, 5, Duration.ofMinutes(5)).gate();

    assertThat(gate.maxAttackGap()).isEqualTo(0.10); // 3/2 sqrt(1/300 + 1/1000) = 0.099
    assertThat(gate.maxForgetAccuracyGap()).isEqualTo(Gate.DEFAULTS.maxForgetAccuracyGap());
    assertThat(gate.maxTestDropFromParent()).isEqualTo(Gate.DEFAULTS.maxTestDropFromParent());
  }

  @Test
  void shouldKeepTheDefaultGateWhereAWaveIsLarge() {
    WavePlan large = new WavePlan(1, List.of("somebody"), IntStream.range(0, 5_000).toArray());

    assertThat(DemoPolicy.of(List.of(large), 10_000, 5, Duration.ofMinutes(5)).gate())
        .isEqualTo(ModelPolicy.defaults().gate());
  }

  @Test
  void shouldRefuseWavesTooSmallForTheGate() {
    assertThatThrownBy(() -> DemoPolicy.of(waves(4), 2_000, 5, Duration.ofMinutes(5)))
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
