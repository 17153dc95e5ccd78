// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a002";

  @TempDir Path directory;

  @Test
  void shouldGoOnFromItsChangelogs() {
    String forgotten;
    String pending;
    try (Pipeline before = new Pipeline(directory)) {
      before.registerSubjects(10, 2);
      before.registerModel("faces");
      forgotten = before.request("s0");
      before.advance(Duration.ofMinutes(1));
      before.promote(before.lastJob());
      pending = before.request("s1");
      before.send("s2", before.requestBuilder(ID, "s2").setModel("faces").build());

      try (Pipeline after = before.restartedAfter(Duration.ofSeconds(1))) {
        after.send("s2", after.requestBuilder(ID, "s2").setModel("faces").build());
        assertThat(after.metrics.counted).contains("repeated");
        after.send("s3", after.requestBuilder(ID, "s3").setModel("faces").build());
        assertThat(after.rejected).hasSize(1);
        String again = after.request("s0");
        assertThat(after.state(again)).isEqualTo(RequestState.PROMOTED);

        after.advance(Duration.ofMinutes(1));

        assertThat(after.lastJob().getForgetSubjects()).isEqualTo(2);
        assertThat(after.lastJob().getExcludedSamples()).isEqualTo(6);
        assertThat(after.state(pending)).isEqualTo(RequestState.UNLEARNING);
        assertThat(after.state(forgotten)).isEqualTo(RequestState.PROMOTED);
        assertThat(after.status.get(pending).getSequence())
            .isGreaterThan(before.status.get(pending).getSequence());
      }
    }
  }

  @Test
  void shouldNotEndALeaseBecauseItWasDownItself() {
    try (Pipeline before = new Pipeline(directory)) {
      before.registerSubjects(2, 2);
      before.registerModel("faces");
      String key = before.request("s0");
      before.advance(Duration.ofMinutes(1));
      UnlearningJob job = before.lastJob();

      try (Pipeline after = before.restartedAfter(Duration.ofDays(2))) {
        after.advance(Duration.ofSeconds(1));
        after.advance(Duration.ofMinutes(9));
        assertThat(after.jobs).isEmpty();

        after.advance(Duration.ofMinutes(1));
        assertThat(after.jobs).containsExactly(job);

        after.promote(job);
        assertThat(after.state(key)).isEqualTo(RequestState.PROMOTED);
      }
    }
  }

  /** Forward by 40 days and back again: what came meanwhile must not wait 40 days. */
  @Test
  void shouldSealASetThatWasOpenedBeforeTheClockWasSetBack() {
    try (Pipeline before = new Pipeline(directory)) {
      before.registerSubjects(2, 2);
      before.registerModel("faces");
      String key = before.request("s0");
      assertThat(before.jobs).isEmpty();

      try (Pipeline after = before.restartedAfter(Duration.ofDays(-40))) {
        after.advance(Duration.ofSeconds(1));
        assertThat(after.state(key)).isEqualTo(RequestState.PENDING);
        after.advance(Duration.ofMinutes(1));
        assertThat(after.state(key)).isEqualTo(RequestState.UNLEARNING);
      }
    }
  }

  @Test
  void shouldEndAGraceThatBeganBeforeTheClockWasSetBack() {
    Duration grace = Duration.ofSeconds(10);
    try (Pipeline before = new Pipeline(directory, grace)) {
      before.registerSubjects(2, 2);
      before.registerModel("faces");
      String unnamed = before.request("s0");
      before.request("s1", "nobody");

      try (Pipeline after = before.restartedAfter(Duration.ofHours(-1))) {
        after.advance(Duration.ofSeconds(1));
        assertThat(after.state(unnamed)).isEqualTo(RequestState.RECEIVED);
        assertThat(after.rejected).isEmpty();
        after.advance(grace);

        assertThat(after.state(unnamed)).isEqualTo(RequestState.PENDING);
        assertThat(after.rejected).hasSize(1);
      }
    }
  }

  @Test
  void shouldKeepWaitingRequests() {
    try (Pipeline before = new Pipeline(directory)) {
      String early = before.request("s0");
      before.registerModel("faces");
      String noDataset = before.request("s1");

      try (Pipeline after = before.restartedAfter(Duration.ofSeconds(1))) {
        after.registerSubjects(2, 2);
        after.advance(Duration.ofSeconds(1));
        after.advance(Duration.ofMinutes(1));

        assertThat(after.state(early)).isEqualTo(RequestState.UNLEARNING);
        assertThat(after.state(noDataset)).isEqualTo(RequestState.UNLEARNING);
      }
    }
  }

  @Test
  void shouldTakeTheStoresAnswerThatCameAfterTheRestart() {
    try (Pipeline before = new Pipeline(directory)) {
      before.registerSubjects(2, 2);
      before.registerModel("faces");
      before.holdStore();
      String key = before.request("s0");
      before.advance(Duration.ofMinutes(1));
      assertThat(before.state(key)).isEqualTo(RequestState.PENDING);

      try (Pipeline after = before.restartedAfter(Duration.ofHours(1))) {
        after.releaseStore();

        assertThat(after.jobs).hasSize(1);
        assertThat(after.state(key)).isEqualTo(RequestState.UNLEARNING);
      }
    }
  }
}
