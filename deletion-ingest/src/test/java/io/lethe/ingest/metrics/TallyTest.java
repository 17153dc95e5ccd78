// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally<Integer> tally = new Tally<>();

  @Test
  void shouldKeepAValueUntilItsLastOneLeaves() {
    tally.add(5);
    tally.add(3);
    tally.add(3);

    tally.remove(3);
    assertThat(tally.first()).contains(3);
    tally.remove(3);
    assertThat(tally.first()).contains(5);
    tally.remove(5);
    assertThat(tally.first()).isEmpty();
  }

  @Test
  void shouldCountEqualValuesOnce() {
    tally.add(3);
    tally.add(3);
    tally.add(4);

    assertThat(tally.distinct()).isEqualTo(2);
  }

  @Test
  void shouldRefuseToRemoveWhatIsNotThere() {
    assertThatThrownBy(() -> tally.remove(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no such value");
  }
}
