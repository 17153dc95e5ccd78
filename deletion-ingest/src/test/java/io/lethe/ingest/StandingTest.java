// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.request.StandingProcessor;
import io.lethe.ingest.request.Sweep;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.TrainedWithout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that names no model holds for models and datasets that come later. */
class StandingTest {
  private static final Duration TICK = IngestTimes.defaults().tick();
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(10, 2);
    pipeline.registerModel("alpha");
    pipeline.advance(TICK);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldOpenACaseWithALaterModelOfTheSameDataset() {
    String key = forgottenOnAlpha();
    DeletionStatus onAlpha = pipeline.status.get(key + "/alpha");

    pipeline.registerModel("beta");
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(key + "/alpha")).isEqualTo(onAlpha);
    assertThat(pipeline.metrics.counted).contains("standing case of beta");
  }

  @Test
  void shouldForgetOnTheLaterModelAndBeDoneAgain() {
    String key = forgottenOnAlpha();
    registerOtherDataset("gamma", Map.of("s0", List.of(1, 3), "new", List.of(0)));
    pipeline.advance(TICK);
    assertThat(pipeline.state(key + "/gamma")).isEqualTo(RequestState.PENDING);

    pipeline.advance(Duration.ofHours(2));
    assertThat(pipeline.lastJob().getModel()).isEqualTo("gamma");
    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.state(key + "/gamma")).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.blob(pipeline.lastJob().getForgetSetDigest()).ordinals())
        .containsExactly(1, 3);
  }

  @Test
  void shouldSayNothingOfALaterModelWhoseDatasetDoesNotKnowThePerson() {
    String key = forgottenOnAlpha();
    int published = pipeline.history.size();

    registerOtherDataset("gamma", Map.of("new", List.of(0)));
    pipeline.advance(Duration.ofHours(2));

    assertThat(pipeline.history).hasSize(published);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.metrics.counted).doesNotContain("standing case of gamma");
  }

  @Test
  void shouldSayThatALaterModelsDatasetHasThePersonInTestAlone() {
    String key = forgottenOnAlpha();

    registerOtherDataset("gamma", Map.of("s0", List.of(), "new", List.of(0)));
    pipeline.advance(Duration.ofHours(2));

    assertThat(pipeline.state(key + "/gamma")).isEqualTo(RequestState.NO_TRAIN_SAMPLE);
    assertThat(pipeline.metrics.counted).contains("standing case of gamma");
  }

  @Test
  void shouldRememberWhoHadNothingToErase() {
    String key = pipeline.request("stranger");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.NOTHING_TO_ERASE);

    registerOtherDataset("gamma", Map.of("stranger", List.of(4)));
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/gamma")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(key + "/alpha")).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldWaitForALaterModelsDatasetAndThenKnow() {
    String known = forgottenOnAlpha();
    String unknown = pipeline.request("stranger");
    pipeline.useDataset("second");
    pipeline.registerModel("gamma");
    pipeline.advance(TICK);
    assertThat(pipeline.state(known + "/gamma")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(known + "/gamma").getReason()).contains("dataset");

    pipeline.registerDataset(Map.of("s0", List.of(1, 3)));
    pipeline.advance(TICK);

    assertThat(pipeline.status.get(known + "/gamma").getReason()).isNull();
    assertThat(pipeline.state(known + "/gamma")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(unknown + "/gamma")).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.state(unknown)).isEqualTo(RequestState.NOTHING_TO_ERASE);
  }

  @Test
  void shouldWaitSilentlyWhereTheChampionOvertakesItsRegistration() {
    String key = forgottenOnAlpha();
    pipeline.publishChampion("beta", 1, 1, Pipeline.EMPTY);
    pipeline.advance(TICK);
    assertThat(pipeline.status).doesNotContainKey(key + "/beta");

    pipeline.sendRegistered("beta", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldGiveALaterCaseTimesOfItsOwn() {
    String key = forgottenOnAlpha();
    pipeline.advance(YEAR);

    pipeline.registerModel("beta");
    pipeline.advance(TICK);

    DeletionStatus later = pipeline.status.get(key + "/beta");
    assertThat(later.getReceivedAt()).isEqualTo(pipeline.now());
    assertThat(later.getDeadline()).isEqualTo(IngestTimes.defaults().deadlineAfter(pipeline.now()));
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(later.getDeadline());
    assertThat(pipeline.state(key + "/beta"))
        .as("not sealed in haste")
        .isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldHoldOnlyWhatNamesNoModel() {
    String named = pipeline.request("s1", "alpha");

    pipeline.registerModel("beta");
    pipeline.advance(TICK);

    assertThat(pipeline.status).doesNotContainKey(named + "/beta");
    assertThat(pipeline.standing).isEmpty();
  }

  @Test
  void shouldKeepTheSubjectKeyAndTheGroundAndNoId() {
    String id = UUID.randomUUID().toString();
    pipeline.send("s1", pipeline.requestBuilder(id, "s1").setGround("art17_1_d").build());

    assertThat(pipeline.standing).containsOnlyKeys("default/" + id);
    StandingOrder order = pipeline.standing.get("default/" + id);
    assertThat(order.getGround()).isEqualTo("art17_1_d");
    assertThat(order.toString()).doesNotContain("\"s1\"");
    assertThat(order.getSubjectKey()).isEqualTo(pipeline.subjectKeys.keyOf("s1"));
    assertThat(order.getReceivedAt()).isEqualTo(pipeline.now());
    assertThat(order.getEndedAt()).isNull();
  }

  @Test
  void shouldHoldForEachLaterModelOnce() {
    String key = forgottenOnAlpha();
    pipeline.registerModel("beta");
    pipeline.advance(TICK);
    pipeline.registerModel("delta");
    pipeline.advance(TICK);
    pipeline.advance(TICK);

    assertThat(pipeline.status).containsKeys(key + "/beta", key + "/delta");
    assertThat(pipeline.metrics.counted)
        .filteredOn(counted -> counted.startsWith("standing case"))
        .containsExactly("standing case of beta", "standing case of delta");
  }

  @Test
  void shouldOfferABoundedNumberATickAndGoOnAfterARestart() {
    int people = StandingProcessor.OFFERS_PER_TICK + 1;
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      keys.add(pipeline.request("p" + i));
    }
    pipeline.useDataset("crowd");
    for (int i = 0; i < people; i++) {
      pipeline.registerSubject("p" + i, List.of(i));
    }
    pipeline.registerDataset(Map.of());
    pipeline.registerModel("gamma");

    pipeline.advance(TICK);
    assertThat(cases(pipeline, "gamma")).isEqualTo(StandingProcessor.OFFERS_PER_TICK);
    try (Pipeline next = pipeline.restartedAfter(Duration.ofMinutes(1))) {
      next.advance(TICK);
      assertThat(next.status)
          .containsKeys(keys.stream().map(k -> k + "/gamma").toArray(String[]::new));
    }
  }

  @Test
  void shouldHoldAfterARestart() {
    String key = forgottenOnAlpha();
    try (Pipeline next = pipeline.restartedAfter(YEAR)) {
      next.registerModel("beta");
      next.advance(TICK);

      assertThat(next.state(key + "/beta")).isEqualTo(RequestState.PENDING);
      assertThat(next.state(key + "/alpha")).isEqualTo(RequestState.PROMOTED);
    }
  }

  @Test
  void shouldTakeTheRegistrarsWordForWhomALaterModelWasTrainedWithout() {
    String left = forgottenOnAlpha();
    String taught = pipeline.request("s1");
    ForgetSet without = ForgetSet.of(List.of(pipeline.subjectKeys.keyOf("s0")), new int[] {0, 1});
    pipeline.nameTrainedWithout(without.digest(), "s0", List.of(0, 1));

    pipeline.publishChampion("beta", 1, 1, without.digest());
    pipeline.sendRegistered("beta", Pipeline.policy(), TrainedWithout.CLAIMED);
    pipeline.advance(TICK);

    assertThat(pipeline.state(left + "/beta")).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(left + "/beta").getReason()).contains("claimed, not shown");
    assertThat(pipeline.state(left)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(taught + "/beta")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldSayThatTheReportShowsItWhereItDoes() {
    String left = forgottenOnAlpha();
    ForgetSet without = ForgetSet.of(List.of(pipeline.subjectKeys.keyOf("s0")), new int[] {0, 1});
    pipeline.nameTrainedWithout(without.digest(), "s0", List.of(0, 1));

    pipeline.publishChampion("beta", 1, 1, without.digest());
    pipeline.sendRegistered("beta", Pipeline.policy(), TrainedWithout.SHOWN);
    pipeline.advance(TICK);

    assertThat(pipeline.state(left + "/beta")).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(left + "/beta").getReason())
        .contains("the verifier's report shows it");
  }

  @Test
  void shouldForgetAnewWhoIsOnNoListOfWhomALaterModelWasTrainedWithout() {
    String key = forgottenOnAlpha();

    pipeline.publishChampion("beta", 1, 1, Pipeline.digest("a set without a list"));
    pipeline.sendRegistered("beta", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldGiveWhoAsksOfTheModelItselfMoreThanTheRegistrarsWord() {
    ForgetSet without = ForgetSet.of(List.of(pipeline.subjectKeys.keyOf("s0")), new int[] {0, 1});
    pipeline.nameTrainedWithout(without.digest(), "s0", List.of(0, 1));
    pipeline.publishChampion("beta", 1, 1, without.digest());
    pipeline.sendRegistered("beta", Pipeline.policy());

    String key = pipeline.request("s0", "beta");

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldNotOfferAnOrderThatHasEnded() {
    String ended = pipeline.request("s1");
    String deleted = pipeline.request("s2");
    String holds = pipeline.request("s3");
    pipeline.sendStanding(
        ended,
        StandingOrder.newBuilder(pipeline.standing.get(ended))
            .setSubjectKey(null)
            .setEndedAt(pipeline.now())
            .setEndedBy("operator")
            .setEndReason("came back with consent")
            .build());
    pipeline.sendStanding(deleted, null);

    pipeline.registerModel("beta");
    pipeline.advance(TICK);

    assertThat(pipeline.status)
        .containsKey(holds + "/beta")
        .doesNotContainKeys(ended + "/beta", deleted + "/beta");
    assertThat(pipeline.state(ended + "/alpha"))
        .as("what was begun goes on")
        .isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldPassOverTheOrderOfAnUnknownRequest() {
    String foreign = "default/" + UUID.randomUUID();
    String key = pipeline.request("s1");
    pipeline.sendStanding(foreign, pipeline.standing.get(key));

    pipeline.registerModel("beta");
    pipeline.advance(TICK);

    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status).doesNotContainKey(foreign + "/beta");
  }

  @Test
  void shouldOfferAnOrderThatArrivesAfterAModelsTurn(@TempDir Path other) {
    Duration grace = IngestTimes.defaults().unknownModelGrace();
    try (Pipeline graceful = new Pipeline(other, grace)) {
      graceful.registerSubjects(2, 2);
      graceful.registerModel("alpha");
      graceful.advance(TICK);
      String key = graceful.request("s0");
      graceful.registerModel("beta");
      graceful.advance(TICK);
      assertThat(graceful.state(key)).as("in its grace").isEqualTo(RequestState.RECEIVED);
      graceful.advance(grace);
      assertThat(graceful.history)
          .filteredOn(status -> "beta".equals(status.getModel()))
          .extracting(DeletionStatus::getState)
          .containsExactly(RequestState.RECEIVED, RequestState.PENDING);
      StandingOrder order = graceful.standing.get(key);
      graceful.sendStanding(key, null);
      graceful.registerModel("gamma");
      graceful.advance(TICK);
      assertThat(graceful.status).doesNotContainKey(key + "/gamma");

      graceful.sendStanding(key, order);

      assertThat(graceful.state(key + "/gamma")).isEqualTo(RequestState.PENDING);
    }
  }

  /** Another instance may have read of a model that this one has not: its turn must not be over. */
  @Test
  void shouldSendARequestToAModelWhoseTurnHasBegunThoughItsChampionIsNotRead() {
    pipeline
        .driver
        .<String, Sweep>getKeyValueStore(IngestTopology.STANDING_SWEEPS)
        .put("late", new Sweep("", 0, true));

    String key = pipeline.request("s1");

    assertThat(pipeline.state(key + "/late")).isEqualTo(RequestState.RECEIVED);
  }

  private String forgottenOnAlpha() {
    String key = pipeline.request("s0");
    pipeline.advance(Duration.ofHours(2));
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    return key;
  }

  private void registerOtherDataset(String model, Map<String, List<Integer>> samples) {
    pipeline.useDataset("second");
    pipeline.registerDataset(samples);
    pipeline.registerModel(model);
  }

  private static long cases(Pipeline pipeline, String model) {
    return pipeline.status.values().stream()
        .filter(status -> model.equals(status.getModel()))
        .count();
  }
}
