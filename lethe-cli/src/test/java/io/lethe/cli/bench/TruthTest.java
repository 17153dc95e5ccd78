// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TruthTest {

  @ParameterizedTest
  @CsvSource({
    "DISHONEST, 0, 10, false",
    "DISHONEST, 1, 1000, true",
    "UNTOUCHED, 1, 200, false",
    "UNTOUCHED, 1, 199, true",
    "UNTOUCHED, 2, 200, true",
    "HONEST, 10, 10, false",
    "LISTED, 10, 10, false",
  })
  void shouldBarWhatMustNotPass(Truth truth, long passed, long all, boolean barred) {
    assertThat(truth.isBarred(passed, all)).isEqualTo(barred);
  }

  @ParameterizedTest
  @CsvSource({
    "HONEST, 95, 3, 100, false",
    "HONEST, 94, 3, 100, true",
    "HONEST, 95, 4, 100, true",
    "HONEST_GROUP, 90, 5, 100, false",
    "HONEST_GROUP, 90, 6, 100, true",
    "HONEST_GROUP, 89, 0, 100, true",
    "OURS, 14, 2, 16, false",
    "OURS, 13, 0, 16, true",
    "DISHONEST, 0, 10, 10, false",
  })
  void shouldAskWhatShouldPassForItsShare(
      Truth truth, long passed, long failed, long all, boolean tooFew) {
    assertThat(truth.isShort(passed, failed, all)).isEqualTo(tooFew);
  }

  @ParameterizedTest
  @EnumSource(names = "LISTED", mode = EnumSource.Mode.EXCLUDE)
  void shouldTakeNothingTriedForNothingShown(Truth truth) {
    assertThat(truth.isBarred(0, 0) || truth.isShort(0, 0, 0)).isTrue();
  }

  @Test
  void shouldAskNothingOfWhatIsListed() {
    assertThat(Truth.LISTED.isBarred(0, 0) || Truth.LISTED.isShort(0, 0, 0)).isFalse();
  }
}
