// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ingest.callback.Callback;
import io.lethe.ingest.callback.CallbackRow;
import io.lethe.ingest.callback.CallbackSender.Result;
import io.lethe.ingest.http.RequesterState;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asked to be called back is told, once at least, and what is untold outlives a kill. */
class CallingBackTest {
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a002";
  private static final String KEY = "default/" + ID;
  private static final String ONE = "https://one.example/callbacks?of=7";
  private static final String TWO = "https://two.example:8443/";
  private static final Duration LOOK = Duration.ofSeconds(15);
  private static final Duration TICK = Duration.ofMillis(200);

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("faces");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldTellEachChangeOfWhatARequesterSeesAndNoOther() {
    send("s0", ONE);
    looks();
    assertThat(pipeline.receivers.offered)
        .containsExactly(
            new Callback(
                "default",
                ID,
                ONE,
                RequesterState.IN_PROGRESS,
                pipeline.status.get(KEY).getDeadline()));
    hear(Result.DELIVERED);

    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(KEY)).isEqualTo(RequestState.UNLEARNING);
    pipeline.promote(pipeline.lastJob());
    looks();
    hear(Result.DELIVERED);
    pipeline.amend(KEY, AmendmentKind.WITHDRAW); // ends the order, and the summary is said again
    pipeline.advance(Duration.ofDays(60));

    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "completed");
    assertThat(pipeline.metrics.counted).contains("callback DELIVERED");
    assertThat(rows()).as("what is left of it").isEmpty();
  }

  /** Else whoever is called at once would know that what was published is about him. */
  @Test
  void shouldTellNothingBetweenTwoLooks() {
    pipeline.advance(Duration.ofSeconds(3));
    send("s0", ONE);
    pipeline.advance(LOOK.minusSeconds(4));
    pipeline.advance(Duration.ofSeconds(1)); // the first look: half of a change, for all it knows
    pipeline.advance(LOOK.minusMillis(200));
    assertThat(pipeline.receivers.offered).isEmpty();

    pipeline.advance(Duration.ofMillis(200));
    assertThat(pipeline.receivers.states()).containsExactly("in_progress");
  }

  @Test
  void shouldTellNothingWhileTooLittleWasRead() {
    pipeline.caughtUp = false;
    send("s0", ONE);
    looks();
    assertThat(pipeline.receivers.offered).isEmpty();

    pipeline.caughtUp = true;
    looks();
    assertThat(pipeline.receivers.states()).containsExactly("in_progress");
  }

  @Test
  void shouldNotTellWhatIsOtherwiseAtTheNextLook() {
    send("s0", ONE);
    looks();
    hear(Result.DELIVERED);
    pipeline.advance(Duration.ofMinutes(1));
    DeletionStatus summary = pipeline.status.get(KEY);
    DeletionStatus ofModel = pipeline.status.get(KEY + "/faces");
    pipeline.eyes.status(
        KEY + "/faces",
        DeletionStatus.newBuilder(ofModel).setState(RequestState.WITHDRAWN).build());
    pipeline.advance(LOOK);
    pipeline.eyes.status(KEY, summary);
    pipeline.eyes.status(KEY + "/faces", ofModel);
    looks();

    assertThat(pipeline.receivers.states()).containsExactly("in_progress");
  }

  @Test
  void shouldTellEveryReceiverByItself() {
    send("s0", ONE, TWO);
    looks();
    assertThat(pipeline.receivers.offered).extracting(Callback::address).containsExactly(ONE, TWO);
    pipeline.receivers.answer(Result.DELIVERED);
    pipeline.receivers.answer(Result.FAILED);
    pipeline.advance(TICK);
    pipeline.advance(Duration.ofSeconds(5));

    assertThat(pipeline.receivers.offered)
        .extracting(Callback::address)
        .containsExactly(ONE, TWO, TWO);
  }

  @Test
  void shouldTryAgainAfterLongerAndLongerPausesAndThenGiveUp() {
    send("s0", ONE);
    looks();
    for (int pause : new int[] {5, 20, 80, 320, 1_280, 3_600, 3_600}) {
      hear(Result.FAILED);
      int before = pipeline.receivers.offered.size();
      pipeline.advance(Duration.ofSeconds(pause - 1));
      assertThat(pipeline.receivers.offered).as("before %d s", pause).hasSize(before);
      pipeline.advance(Duration.ofSeconds(1));
      assertThat(pipeline.receivers.offered).as("after %d s", pause).hasSize(before + 1);
    }
    hear(Result.FAILED);
    pipeline.advance(Duration.ofHours(3));

    assertThat(pipeline.receivers.offered).hasSize(8);
    assertThat(pipeline.metrics.counted).containsOnlyOnce("callback GIVEN_UP");

    pipeline.promote(pipeline.lastJob());
    looks();
    assertThat(pipeline.receivers.states()).last().isEqualTo("completed");
  }

  @Test
  void shouldSayWhatWasGivenUpWithoutThePathOfItsReceiver() {
    try (CapturedLog log = new CapturedLog()) {
      send("s0", ONE);
      looks();
      hear(Result.NOT_ALLOWED);

      assertThat(log.text()).contains("given up", "one.example").doesNotContain("of=7");
    }
    pipeline.advance(Duration.ofHours(3));
    assertThat(pipeline.receivers.offered).hasSize(1);
    assertThat(pipeline.metrics.counted).containsOnlyOnce("callback GIVEN_UP");
  }

  @Test
  void shouldTellWhoWasAwayTheLastStateAlone() {
    send("s0", ONE);
    looks();
    hear(Result.FAILED);
    pipeline.receivers.room = false;
    pipeline.advance(Duration.ofMinutes(1));
    pipeline.promote(pipeline.lastJob());
    looks();
    pipeline.receivers.room = true;
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "completed");
  }

  @Test
  void shouldNotSendTheNextStateWhileTheLastIsOnItsWay() {
    send("s0", ONE);
    looks();
    pipeline.advance(Duration.ofMinutes(1));
    pipeline.promote(pipeline.lastJob());
    looks();
    assertThat(pipeline.receivers.states()).containsExactly("in_progress");

    hear(Result.FAILED);
    pipeline.advance(TICK);
    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "completed");
  }

  @Test
  void shouldSendAgainWhatWasOnItsWayWhenItWasKilled() {
    send("s0", ONE);
    sendAs("7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a009", "s1", TWO);
    looks();
    assertThat(pipeline.receivers.open).hasSize(2);
    pipeline.receivers.answer(Result.DELIVERED);
    pipeline.advance(TICK);

    try (Pipeline after = pipeline.restartedAfter(Duration.ofSeconds(1))) {
      after.advance(TICK);
      assertThat(after.receivers.offered).extracting(Callback::address).containsExactly(TWO);
      after.receivers.answer(Result.FAILED);
      after.advance(TICK);

      try (Pipeline last = after.restartedAfter(Duration.ofSeconds(1))) {
        last.advance(TICK);
        assertThat(last.receivers.offered).isEmpty(); // the pause of the try that failed
        last.advance(Duration.ofSeconds(5));
        assertThat(last.receivers.offered).hasSize(1);
      }
    }
  }

  /** Whom a model that came later knows, he is not shown. */
  @Test
  void shouldEndWithTheCasesThatEveryRequestHas() {
    send("s0", ONE);
    looks();
    pipeline.advance(Duration.ofMinutes(1));
    hear(Result.DELIVERED);
    pipeline.promote(pipeline.lastJob());
    looks();
    hear(Result.DELIVERED);
    pipeline.registerModel("voices");
    pipeline.advance(Duration.ofSeconds(1));
    looks();

    assertThat(pipeline.state(KEY)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "completed");
    assertThat(rows()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s0", "nobody"})
  void shouldCancelWhatIsWithdrawn(String subject) {
    send(subject, ONE);
    looks();
    hear(Result.DELIVERED);
    pipeline.amend(KEY, AmendmentKind.WITHDRAW);
    looks();
    hear(Result.DELIVERED);

    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "cancelled");
    assertThat(rows()).isEmpty();
  }

  @Test
  void shouldEndARowAtTheDeadlineWhereNobodyElseAsks() {
    send("nobody", ONE);
    looks();
    hear(Result.DELIVERED);
    pipeline.advance(Duration.ofDays(30));
    assertThat(pipeline.receivers.states()).containsExactly("in_progress");
    assertThat(rows()).hasSize(1);

    pipeline.advance(Duration.ofDays(1));
    looks();
    hear(Result.DELIVERED);
    assertThat(pipeline.receivers.states()).containsExactly("in_progress", "completed");
    assertThat(rows()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://one.example/",
        "https://user@one.example/",
        "https://one.example/#fragment",
        "https:///callbacks",
        "https://[::1]/",
        "https://one.example:70000/",
        "https://one.example/ blank",
        "https://ｏne.example/",
        "callbacks",
        "https://one.example/person-0123"
      })
  void shouldRefuseAddressesThatBreakTheRule(String address) {
    send("person-0123", address);

    assertThat(pipeline.rejected).hasSize(1);
    assertThat(pipeline.rejected.get(0).getReason()).isEqualTo(RejectionReason.INVALID);
    assertThat(pipeline.rejected.get(0).getMessage())
        .contains("callbacks")
        .doesNotContain("person-0123");
  }

  @Test
  void shouldRefuseFourReceiversAndAddressesThatAreTooLong() {
    send("s0", ONE, TWO, ONE + "3", ONE + "4");
    send("s0", "https://one.example/" + "a".repeat(2_048));

    assertThat(pipeline.rejected).hasSize(2);
    assertThat(pipeline.receivers.offered).isEmpty();
  }

  @Test
  void shouldTakeAnIdForAnotherRequestWhereItsReceiversAreOthers() {
    send("s0", ONE);
    send("s0", ONE);
    assertThat(pipeline.rejected).isEmpty();
    send("s0", TWO);

    assertThat(pipeline.rejected).hasSize(1);
    assertThat(pipeline.rejected.get(0).getReason())
        .isEqualTo(RejectionReason.CONFLICTING_DUPLICATE);
  }

  /** Two: what one sees is told after the next. */
  private void looks() {
    pipeline.advance(LOOK);
    pipeline.advance(LOOK);
  }

  private List<String> rows() {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, CallbackRow> rows =
        pipeline.driver.<String, CallbackRow>getKeyValueStore(IngestTopology.CALLBACKS).all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
  }

  private void hear(Result result) {
    pipeline.receivers.answer(result);
    pipeline.advance(TICK);
  }

  private void send(String subject, String... callbacks) {
    sendAs(ID, subject, callbacks);
  }

  private void sendAs(String id, String subject, String... callbacks) {
    Instant asked = Pipeline.START;
    DeletionRequest request =
        pipeline
            .requestBuilder(id, subject)
            .setRequestedAt(asked)
            .setCallbacks(List.of(callbacks))
            .build();
    pipeline.send(subject, request);
  }
}
