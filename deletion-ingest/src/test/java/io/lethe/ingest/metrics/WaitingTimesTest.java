// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTimesTest {
  private final List<Instant> rows = new ArrayList<>();
  private int reads;
  private final WaitingTimes times =
      new WaitingTimes(
          (model, action) -> {
            reads++;
            rows.forEach(action);
          });

  @Test
  void shouldReadTheRowsOfAModelOnceAndThenCount() {
    rows.add(request(10));
    rows.add(request(20));

    assertThat(times.count("faces")).isEqualTo(2);
    times.add("faces", request(20));
    times.remove("faces", request(10));

    assertThat(times.count("faces")).isEqualTo(2);
    assertThat(times.until("faces", Instant.ofEpochSecond(19))).isZero();
    assertThat(times.until("faces", Instant.ofEpochSecond(20))).isEqualTo(2);
    assertThat(reads).isEqualTo(1);
  }

  private static Instant request(long deadline) {
    return Instant.ofEpochSecond(deadline);
  }
}
