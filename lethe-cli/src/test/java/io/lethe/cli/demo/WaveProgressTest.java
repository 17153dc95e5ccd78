// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveProgressTest {

  @ParameterizedTest
  @CsvSource({
    "REJECTED, attempt 1: rejected: forget_margin",
    "INCONCLUSIVE, attempt 1: inconclusive: forget_margin",
    "JOB_FAILED, attempt 1: job failed: forget_margin",
    "STALE, attempt 1: stale: forget_margin",
  })
  void shouldSayWhyAnAttemptLedToNoVersion(ModelEventType type, String line) {
    assertThat(WaveProgress.setback(event(type)).orElseThrow().strip()).isEqualTo(line);
  }

  @Test
  void shouldSayNothingOfWhatGoesWell() {
    assertThat(WaveProgress.setback(event(ModelEventType.CANDIDATE_ACCEPTED))).isEmpty();
    assertThat(WaveProgress.setback(event(ModelEventType.PROMOTED))).isEmpty();
  }

  private static ModelEvent event(ModelEventType type) {
    GeneratedClasses.trust();
    return ModelEvent.newBuilder()
        .setType(type)
        .setModel("demo")
        .setSequence(1)
        .setOccurredAt(Instant.EPOCH)
        .setChampionEpoch(1)
        .setAttempt(1)
        .setReason("forget_margin")
        .build();
  }
}
