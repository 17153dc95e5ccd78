// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnknownIdsTest {
  private static final Duration REST = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // about to turn over
  private final UnknownIds ids = new UnknownIds(REST, nanos::get);

  @Test
  void shouldHoldAnIdWorthWaitingForUntilItWasWaitedForInVain() {
    assertThat(ids.isWorthWaiting(1)).isTrue();
    assertThat(ids.isWorthWaiting(1)).isTrue();

    ids.waitedInVain(1);

    assertThat(ids.isWorthWaiting(1)).isFalse();
  }

  @Test
  void shouldHoldNoIdWorthWaitingForUntilTheRestIsOver() {
    ids.waitedInVain(1);

    pass(29);
    assertThat(ids.isWorthWaiting(2)).isFalse();
    pass(1);
    assertThat(ids.isWorthWaiting(2)).isTrue();
  }

  @Test
  void shouldRememberAnIdThatKeepsComing() {
    ids.waitedInVain(1);

    for (int time = 0; time < 10; time++) {
      pass(29);
      assertThat(ids.isWorthWaiting(1)).isFalse();
    }
    assertThat(ids.isWorthWaiting(2)).isTrue();
    pass(30);
    assertThat(ids.isWorthWaiting(1)).isTrue();
  }

  @Test
  void shouldForgetTheEldestOfTooMany() {
    for (int id = 0; id <= UnknownIds.MOST_REMEMBERED; id++) {
      ids.waitedInVain(id);
    }
    pass(29);
    ids.isWorthWaiting(0);
    ids.isWorthWaiting(1);

    pass(2);

    assertThat(ids.isWorthWaiting(0)).isTrue();
    assertThat(ids.isWorthWaiting(1)).isFalse();
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
