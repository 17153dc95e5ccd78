// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupervisedTest {
  private static final Part MENDS_ITSELF = new Part(true, new IllegalStateException("stale"));
  private static final Part ENDED = new Part(false, new IllegalStateException("the cause"));

  private record Part(boolean isHealthy, Throwable thrown) implements Supervised {
    @Override
    public Optional<Throwable> failure() {
      return Optional.of(thrown);
    }
  }

  @Test
  void shouldGiveTheCauseOfWhatIsNotHealthyWhateverFailedElsewhere() {
    List<Part> parts = List.of(MENDS_ITSELF, ENDED);

    assertThat(Supervised.areHealthy(parts)).isFalse();
    assertThat(Supervised.failureOf(parts)).hasValue(ENDED.thrown());
  }

  @Test
  void shouldGiveNoCauseWhileAllMayRecover() {
    assertThat(Supervised.areHealthy(List.of(MENDS_ITSELF))).isTrue();
    assertThat(Supervised.failureOf(List.of(MENDS_ITSELF))).isEmpty();
  }
}
