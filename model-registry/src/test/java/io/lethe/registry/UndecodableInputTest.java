// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.loop.Faults;
import io.lethe.kit.loop.UndecodablePolicy;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs that are no records are counted as such, and the registry decides on behind them. */
final class UndecodableInputTest {
  @ParameterizedTest
  @CsvSource({
    "unlearning.jobs, no record",
    "unlearning.jobs,",
    "model.candidates, no record",
    "model.candidates,",
    "verification.reports, no record",
    "verification.reports,",
    "model.commands, no record",
    "model.commands,"
  })
  void shouldCountWhatCannotBeDecodedAndGoOn(String topic, String value, @TempDir Path directory) {
    Samples samples = new Samples();
    try (RegistryDriver registry = new RegistryDriver(samples.trustedKeys(), directory)) {
      byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);

      assertThat(registry.sendRaw(topic, Samples.MODEL, bytes)).isEmpty();

      assertThat(undecodable(registry, topic)).isEqualTo(1);
      assertThat(registry.send(Samples.register())).hasSize(1);
    }
  }

  @Test
  void shouldCountWhatHasNoKeyAndGoOn(@TempDir Path directory) {
    Samples samples = new Samples();
    UnlearningJob job = Samples.rootJob("of people");
    String version = Samples.digest("forgotten");
    try (RegistryDriver registry = new RegistryDriver(samples.trustedKeys(), directory)) {
      assertThat(registry.sendUnder(null, Samples.register())).isEmpty();
      registry.register(samples);
      assertThat(registry.sendUnder(null, job)).isEmpty();
      assertThat(registry.sendUnder(null, Samples.candidate(job, version))).isEmpty();
      assertThat(registry.sendUnder(null, samples.pass(job, version))).isEmpty();

      assertThat(RegistryTopology.SOURCES)
          .hasSize(5)
          .filteredOn(topic -> !topic.equals(Topics.FORGET_SETS.name()))
          .allSatisfy(topic -> assertThat(undecodable(registry, topic)).isEqualTo(1));
      registry.send(job);
      assertThat(registry.send(Samples.candidate(job, version))).hasSize(1);
    }
  }

  private static double undecodable(RegistryDriver registry, String topic) {
    return registry.meters.get(Faults.UNDECODABLE.name()).tag("topic", topic).counter().count();
  }

  /**
   * Else two rules would say of one topic that its records may be missing, and that they may not.
   */
  @Test
  void shouldSetAsideNoRecordOfATopicWhoseRecordsMayNotBeMissing() {
    assertThat(RegistryTopology.SOURCES)
        .filteredOn(topic -> UndecodablePolicy.of(topic) == UndecodablePolicy.PASS_OVER)
        .isEqualTo(RegistryTopology.SAID_AGAIN);
  }
}
