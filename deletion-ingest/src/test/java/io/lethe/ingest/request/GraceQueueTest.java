// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class GraceQueueTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final GraceQueue line = new GraceQueue();

  @Test
  void shouldTakeEachOnceAndNotBeforeItsGraceEnds() {
    line.add("first", NOW);
    line.add("second", NOW.plusMillis(1));

    assertThat(line.takeDue(NOW.minusNanos(1))).isEmpty();
    assertThat(line.takeDue(NOW)).containsExactly("first");
    assertThat(line.takeDue(NOW)).isEmpty();
    assertThat(line.takeDue(NOW.plusSeconds(1))).containsExactly("second");
  }

  @Test
  void shouldLookAtTheFrontAloneForWhatIsDue() {
    line.add("behind a clock set back", NOW.plusSeconds(10));
    line.add("due", NOW);

    assertThat(line.takeDue(NOW)).isEmpty();
    assertThat(line.takeDue(NOW.plusSeconds(10))).containsExactly("behind a clock set back", "due");
  }

  @Test
  void shouldForgetWhoStoodInLineWhenCleared() {
    line.add("gone", NOW);

    line.clear();

    assertThat(line.takeDue(NOW.plusSeconds(1))).isEmpty();
  }
}
