// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.learning.training.Schedule;
import io.lethe.unlearning.neggrad.PairedSchedule;
import io.lethe.unlearning.scrub.AscentSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  private static final int BATCH = 3;

  static Stream<JsonNode> pairings() {
    return StreamSupport.stream(
        Parity.read("neg_grad_plus.json").path("pairing").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("pairings")
  void shouldPairForgetAndRetainBatchesAsTheReference(JsonNode expected) {
    int forgetBatches = expected.path("forget_batches").asInt();
    int retainBatches = expected.path("retain_batches").asInt();
    int[] forget = IntStream.range(0, forgetBatches * BATCH - 1).toArray();
    int[] retain = IntStream.range(1_000, 1_000 + retainBatches * BATCH - 2).toArray();
    PairedSchedule schedule = new PairedSchedule(forget, retain, BATCH, 7);

    List<Schedule.Update> updates = new ArrayList<>();
    for (int epoch = 0; epoch < expected.path("epochs").asInt(); epoch++) {
      updates.addAll(schedule.epoch(epoch));
    }

    assertThat(updates).hasSize(expected.path("steps").asInt());
    assertThat(updates).allSatisfy(update -> assertThat(update.passes()).hasSize(2));
    assertThat(places(updates, 0, forget))
        .containsExactly(Parity.integers(expected.path("forget_index")));
    assertThat(places(updates, 1, retain))
        .containsExactly(Parity.integers(expected.path("retain_index")));
  }

  /**
   * The place of each batch in its walk through all rows, where a walk ends when every row was
   * taken once.
   */
  private static int[] places(List<Schedule.Update> updates, int pass, int[] all) {
    int[] places = new int[updates.size()];
    BitSet left = new BitSet();
    int place = 0;
    for (int i = 0; i < places.length; i++) {
      if (left.isEmpty()) {
        Arrays.stream(all).forEach(left::set);
        place = 0;
      }
      for (int ordinal : updates.get(i).passes().get(pass)) {
        assertThat(left.get(ordinal)).as("row " + ordinal + " is new in its walk").isTrue();
        left.clear(ordinal);
      }
      places[i] = place++;
    }
    return places;
  }

  @Test
  void shouldShuffleTheRetainRowsAnewInEveryWalk() {
    int[] retain = IntStream.range(100, 130).toArray();
    PairedSchedule schedule = new PairedSchedule(new int[] {1}, retain, 30, 7);

    assertThat(schedule.epoch(0).get(0).passes().get(1))
        .isNotEqualTo(schedule.epoch(1).get(0).passes().get(1))
        .containsExactlyInAnyOrder(retain);
    assertThat(schedule.epoch(1).get(0).passes().get(1))
        .isEqualTo(schedule.epoch(1).get(0).passes().get(1));
  }

  @Test
  void shouldAscendOnAllForgetBatchesBeforeTheRetainBatchesOfAnEpoch() {
    int[] forget = IntStream.range(0, 5).toArray();
    int[] retain = IntStream.range(100, 107).toArray();
    AscentSchedule schedule = new AscentSchedule(forget, retain, 2, BATCH, 7);

    for (int epoch = 0; epoch < 3; epoch++) {
      int[] rows =
          schedule.epoch(epoch).stream()
              .flatMapToInt(update -> Arrays.stream(update.passes().get(0)))
              .toArray();
      int ascents = epoch < 2 ? forget.length : 0;
      assertThat(Arrays.copyOf(rows, ascents))
          .containsExactlyInAnyOrder(Arrays.copyOf(forget, ascents));
      assertThat(Arrays.copyOfRange(rows, ascents, rows.length)).containsExactlyInAnyOrder(retain);
      assertThat(schedule.epoch(epoch)).hasSize(epoch < 2 ? 2 + 3 : 3);
    }
  }
}
