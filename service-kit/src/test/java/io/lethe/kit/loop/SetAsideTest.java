// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SetAsideTest {
  private static final String TOPIC = "deletion.requests";
  private final SetAside aside = new SetAside();

  @Test
  void shouldKnowWhatWasSetAsideUntilAReaderBeginsBehindIt() {
    assertThat(aside.add(TOPIC, 0, 7)).isTrue();
    assertThat(aside.add(TOPIC, 0, 7)).isFalse();

    // the transaction of what came with it is aborted, twice, before anything is committed
    for (int i = 0; i < 2; i++) {
      assertThat(read(5)).isFalse();
      assertThat(read(6)).isFalse();
      assertThat(read(7)).isTrue();
      assertThat(read(8)).isFalse();
      assertThat(aside.size()).isEqualTo(1);
    }

    assertThat(read(8)).as("read again, for the offset behind 7 is committed").isFalse();
    assertThat(aside.size()).isZero();
  }

  @Test
  void shouldForgetNothingWhileReadingGoesOn() {
    aside.add(TOPIC, 0, 7);
    read(7);

    for (long offset = 8; offset < 10_000; offset++) {
      read(offset);
    }

    assertThat(aside.size()).as("none of this need be committed").isEqualTo(1);
    assertThat(read(7)).isTrue();
  }

  @Test
  void shouldTellPartitionsApart() {
    aside.add(TOPIC, 0, 7);

    assertThat(aside.contains(TOPIC, 1, 7)).isFalse();
    assertThat(aside.contains("model.commands", 0, 7)).isFalse();
    assertThat(read(7)).isTrue();
  }

  @Test
  void shouldHoldNoMoreThanItsBoundAndForgetTheLowestFirst() {
    for (long offset = 0; offset <= SetAside.MOST; offset++) {
      aside.add(TOPIC, 0, offset);
    }

    assertThat(aside.size()).isEqualTo(SetAside.MOST);
    assertThat(read(0)).isFalse();
    assertThat(read(1)).isTrue();
  }

  private boolean read(long offset) {
    return aside.contains(TOPIC, 0, offset);
  }
}
