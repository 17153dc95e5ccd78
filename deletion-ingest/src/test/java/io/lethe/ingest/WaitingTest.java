// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a first model, a dataset or a key: what is said to them, and what they keep. */
class WaitingTest {
  private static final Duration TICK = IngestTimes.defaults().tick();

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  // ---- for a first model

  @Test
  void shouldNotCountWhoWaitedForAFirstModelAgainstTheDayOnWhichItCame() {
    pipeline.registerSubjects(3, 2);
    List<String> keys = List.of(pipeline.request("s0"), pipeline.request("s1"));
    pipeline.advance(TICK);
    ModelPolicy policy = Pipeline.policy();

    pipeline.registerModel("faces", limited(policy, 1));
    pipeline.advance(TICK);

    assertThat(keys)
        .allSatisfy(key -> assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING));
    assertThat(pipeline.rejected).isEmpty();
  }

  @Test
  void shouldGiveWhoWaitedForAFirstModelADeadlineFromThenOn() {
    pipeline.registerSubjects(1, 2);
    String key = pipeline.request("s0");
    pipeline.advance(Duration.ofDays(60));

    pipeline.registerModel("faces");
    pipeline.advance(TICK);

    DeletionStatus status = pipeline.status.get(key + "/faces");
    assertThat(status.getState()).as("not sealed in haste").isEqualTo(RequestState.PENDING);
    assertThat(status.getDeadline())
        .isEqualTo(IngestTimes.defaults().deadlineAfter(pipeline.now()));
  }

  @Test
  void shouldAskTheListOfWhomAFirstModelWasTrainedWithout() {
    pipeline.registerSubjects(2, 2);
    String key = pipeline.request("s0");
    String other = pipeline.request("s1");
    pipeline.advance(TICK);
    ForgetSet without = ForgetSet.of(List.of(pipeline.subjectKeys.keyOf("s0")), new int[] {0, 1});
    pipeline.nameTrainedWithout(without.digest(), "s0", List.of(0, 1));

    pipeline.publishChampion("faces", 1, 1, without.digest());
    pipeline.sendRegistered("faces", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(key).getReason()).contains("claimed, not shown");
    assertThat(pipeline.state(other)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldSayOfAFirstModelThatItHasNothingOfThePerson() {
    pipeline.registerSubjects(1, 2);
    String key = pipeline.request("stranger");
    pipeline.advance(TICK);

    pipeline.registerModel("faces");
    pipeline.advance(TICK);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.NOTHING_TO_ERASE);
  }

  @Test
  void shouldSendNoRequestWhoseOrderEndedWhileItWaitedForAFirstModel(@TempDir Path other) {
    try (Pipeline graceful = new Pipeline(other, Duration.ofSeconds(10))) {
      graceful.registerSubjects(2, 2);
      String late = graceful.request("s0");
      graceful.advance(Duration.ofMinutes(1));
      end(graceful, late);
      String early = graceful.request("s1");
      end(graceful, early);
      assertThat(graceful.state(early)).as("in its grace").isEqualTo(RequestState.RECEIVED);
      graceful.advance(Duration.ofMinutes(1));

      graceful.registerModel("faces");
      graceful.advance(Duration.ofMinutes(1));

      for (String key : List.of(late, early)) {
        assertThat(graceful.state(key)).isEqualTo(RequestState.WITHDRAWN);
        assertThat(graceful.status.get(key).getReason()).contains("operator", "came back");
        assertThat(graceful.status.get(key).getStanding()).isFalse();
        assertThat(graceful.status).doesNotContainKey(key + "/faces");
      }
    }
  }

  @Test
  void shouldAskThePresentModelsThoughTheOrderEndedInTheGrace(@TempDir Path other) {
    try (Pipeline graceful = new Pipeline(other, Duration.ofSeconds(10))) {
      graceful.registerSubjects(2, 2);
      graceful.registerModel("faces");
      String key = graceful.request("s0");
      end(graceful, key);
      graceful.advance(Duration.ofSeconds(11));

      assertThat(graceful.state(key + "/faces")).isEqualTo(RequestState.PENDING);
    }
  }

  @Test
  void shouldKeepNoOrderOfAnUnknownRequest() {
    String foreign = "default/" + UUID.randomUUID();
    String key = pipeline.request("s1");

    pipeline.sendStanding(foreign, pipeline.standing.get(key));

    KeyValueStore<String, String> orders =
        pipeline.driver.getKeyValueStore(IngestTopology.STANDING_ORDERS);
    assertThat(orders.get(key)).isNotNull();
    assertThat(orders.get(foreign)).isNull();
  }

  // ---- for a dataset

  @Test
  void shouldSayAnewWhyARequestWaitsWhenThatChanges() {
    pipeline.registerModel("faces");
    String key = pipeline.request("s0", "faces");
    assertThat(reason(key)).contains("waiting for the registration of the model's dataset");

    pipeline.endPartition(0, 1, "another-key");
    pipeline.advance(TICK);
    assertThat(reason(key)).contains("with another key");
    int published = pipeline.history.size();
    pipeline.advance(TICK);
    assertThat(pipeline.history).as("and once").hasSize(published);

    pipeline.registerSubjects(1, 2);
    pipeline.advance(TICK);
    assertThat(reason(key)).isNull();
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldSayWhyItWaitsToWhoWasSentBeforeTheModelsRegistrationWasRead() {
    pipeline.publishChampion("faces", 1, 1, Pipeline.EMPTY);
    String asked = pipeline.request("s0", "faces");
    assertThat(pipeline.state(asked)).isEqualTo(RequestState.RECEIVED);

    pipeline.sendRegistered("faces", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.state(asked)).isEqualTo(RequestState.PENDING);
    assertThat(reason(asked)).contains("the model's dataset");
  }

  @Test
  void shouldTellOfAnOfferThatWaitsForItsDataset() {
    pipeline.registerSubjects(1, 2);
    pipeline.registerModel("alpha");
    pipeline.advance(TICK);
    String key = pipeline.request("s0");
    pipeline.useDataset("second");
    pipeline.publishChampion("beta", 1, 1, Pipeline.EMPTY);
    pipeline.advance(TICK);
    assertThat(pipeline.status).doesNotContainKey(key + "/beta");

    pipeline.sendRegistered("beta", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
    assertThat(reason(key + "/beta")).contains("the model's dataset");
  }

  @Test
  void shouldRefuseInWordsWhoWasNamedUnderAnotherSubjectKey() throws IOException {
    pipeline.registerModel("faces");
    String key = pipeline.request("s0", "faces");
    Files.delete(directory.resolve("subjects.key"));

    try (Pipeline next = pipeline.restartedAfter(Duration.ofMinutes(1))) {
      next.registerSubjects(1, 2);
      next.advance(TICK);

      assertThat(next.state(key)).isEqualTo(RequestState.REFUSED);
      assertThat(next.status.get(key).getReason()).contains("another subject key");
      assertThat(next.rejected.get(0).getReason()).isEqualTo(RejectionReason.OTHER_SUBJECT_KEY);
      String again = next.request("s0", "faces");
      assertThat(next.state(again)).isEqualTo(RequestState.PENDING);
    }
  }

  // ---- what is told in all

  @Test
  void shouldTellTheTimesOfTheModelThatMustBeDoneFirst() {
    pipeline.registerSubjects(2, 2);
    pipeline.registerModel("zeta");
    pipeline.advance(TICK);
    String key = pipeline.request("s0");
    Instant first = pipeline.status.get(key).getDeadline();
    pipeline.advance(Duration.ofSeconds(30));
    pipeline.registerModel("alpha");
    pipeline.advance(TICK);
    Instant later = pipeline.status.get(key + "/alpha").getDeadline();
    assertThat(later).isAfter(first);
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(first);

    pipeline.advance(Duration.ofSeconds(35));

    assertThat(pipeline.state(key + "/zeta")).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(later);
  }

  private String reason(String key) {
    return pipeline.status.get(key).getReason();
  }

  private static void end(Pipeline pipeline, String key) {
    pipeline.sendStanding(
        key,
        StandingOrder.newBuilder(pipeline.standing.get(key))
            .setSubjectKey(null)
            .setEndedAt(pipeline.now())
            .setEndedBy("operator")
            .setEndReason("came back")
            .build());
  }

  private static ModelPolicy limited(ModelPolicy policy, int requestsPerDay) {
    return new ModelPolicy(
        policy.sealing(), policy.ladder(), policy.gate(), new Limits(requestsPerDay, 1, 1));
  }
}
