// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of two samples a person; sealed from 4 samples on after a minute, with 40 at once. */
class DissolvingTest {
  private static final String NOTHING_ELSE = "criterion forget_margin is INCONCLUSIVE";

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(60, 2);
    pipeline.registerModel("faces", policy(true));
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldLetTheRequestsWaitAgainForAsManySamplesAsTheReportAsksFor() {
    List<String> keys = sealed(0, 3);
    UnlearningJob first = pipeline.lastJob();

    pipeline.cannotTell(first, 12L);

    assertThat(keys).allSatisfy(key -> assertThat(pipeline.state(key)).isEqualTo(PENDING));
    DeletionStatus waiting = pipeline.status.get(keys.get(0));
    assertThat(waiting.getReason())
        .isEqualTo(
            "set %s was dissolved, it takes 12 samples to tell: %s"
                .formatted(first.getForgetSetDigest(), NOTHING_ELSE));
    assertThat(waiting.getForgetSetDigest()).isNull();
    assertThat(waiting.getAttempt()).isNull();
    assertThat(pipeline.metrics.counted).contains("dissolved 1");
    List<String> later = requests(10, 12);
    pipeline.advance(Duration.ofHours(5));
    assertThat(pipeline.jobs).as("10 samples do not do").hasSize(1);

    keys.addAll(later);
    keys.addAll(requests(12, 13));
    pipeline.advance(Duration.ofSeconds(1));

    UnlearningJob next = pipeline.lastJob();
    assertThat(next.getForgetSamples()).isEqualTo(12);
    assertThat(next.getForgetSubjects()).isEqualTo(6);
    assertThat(next.getAlgorithm()).isEqualTo("sftc");
    assertThat(next.getHyperParameters()).isEqualTo(first.getHyperParameters());
    assertThat(next.getAttempt()).as("never counts back").isEqualTo(2);
    assertThat(next.getExcludedDigest()).isEqualTo(next.getForgetSetDigest());
    assertThat(next.getForgottenDigest()).isEqualTo(next.getForgetSetDigest());
    assertThat(
            pipeline
                .blob(next.getForgetSetDigest())
                .containsAll(pipeline.blob(first.getForgetSetDigest())))
        .isTrue();
    pipeline.promote(next);
    assertThat(keys).allSatisfy(key -> assertThat(pipeline.state(key)).isEqualTo(PROMOTED));
  }

  @Test
  void shouldKeepTheHistoryInOrder() {
    String key = sealed(0, 3).get(0);
    pipeline.accept(pipeline.lastJob());
    pipeline.cannotTell(pipeline.lastJob(), 8L);
    requests(3, 4);
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.history)
        .filteredOn(
            status -> key.endsWith(status.getRequestId()) && "faces".equals(status.getModel()))
        .extracting(DeletionStatus::getState)
        .containsExactly(
            RequestState.RECEIVED,
            PENDING,
            RequestState.SEALED,
            RequestState.UNLEARNING,
            RequestState.VERIFYING,
            PENDING,
            RequestState.SEALED,
            RequestState.UNLEARNING);
  }

  @Test
  void shouldJoinThoseWhoWaitAlreadyAndAskForTheLargestNumber() {
    sealed(0, 3);
    String behind = requests(10, 11).get(0);
    pipeline.cannotTell(pipeline.lastJob(), 10L);
    assertThat(pipeline.status.get(behind).getReason()).as("it waits as before").isNull();
    requests(11, 12);
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(10);
    requests(20, 21);

    pipeline.cannotTell(pipeline.lastJob(), 16L);

    requests(21, 22);
    pipeline.advance(Duration.ofMinutes(2));
    assertThat(pipeline.jobs).hasSize(2);
    requests(22, 23);
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(16);
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(3);
  }

  @Test
  void shouldLetALaterRequestOfADissolvedSubjectJoinItsCase() {
    sealed(0, 3);
    pipeline.cannotTell(pipeline.lastJob(), 8L);

    String again = pipeline.request("s0");

    assertThat(pipeline.state(again)).isEqualTo(PENDING);
    requests(3, 4);
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(4);
    assertThat(pipeline.state(again)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldGiveTheNextSetItsTurnAndTrainItOnThoseWhoWait() {
    sealed(0, 3);
    UnlearningJob dissolved = pipeline.lastJob();
    List<String> next = requests(20, 40);
    assertThat(pipeline.state(next.get(0))).isEqualTo(RequestState.SEALED);

    pipeline.cannotTell(dissolved, 12L);

    assertThat(pipeline.state(next.get(0))).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(40);
    assertThat(pipeline.lastJob().getExcludedSamples()).as("nobody is parked").isEqualTo(40);
  }

  @Test
  void shouldRetrainWhereMoreSamplesWouldNotHelp() {
    sealed(0, 3);

    pipeline.cannotTell(pipeline.lastJob());

    assertRetrained();
  }

  @Test
  void shouldRetrainWhereMoreAreAskedForThanASetMayHave() {
    sealed(0, 3);

    pipeline.cannotTell(pipeline.lastJob(), 41L);

    assertRetrained();
  }

  @Test
  void shouldRetrainWhereNoMoreAreAskedForThanThereAre() {
    sealed(0, 3);

    pipeline.cannotTell(pipeline.lastJob(), 6L);

    assertRetrained();
  }

  @Test
  void shouldRetrainWhereThePolicyLetsNobodyWait() {
    setPolicy(policy(false));
    sealed(0, 3);

    pipeline.cannotTell(pipeline.lastJob(), 12L);

    assertRetrained();
  }

  /** Three rungs of an hour for the set that waits already, and three for this one. */
  @Test
  void shouldRetrainWhereTheSetsThatWaitAlreadyLeaveNoTime() {
    requestWithDeadline("s0", Duration.ofHours(5));
    sealed(1, 3);
    UnlearningJob job = pipeline.lastJob();
    requests(20, 40);

    pipeline.cannotTell(job, 12L);

    assertRetrained();
  }

  @Test
  void shouldTakeAFullSetForLargeEnoughWhereThePolicyIsAnotherByThen() {
    sealed(0, 3);
    pipeline.cannotTell(pipeline.lastJob(), 12L);
    ModelPolicy usual = policy(true);
    setPolicy(
        new ModelPolicy(
            new Sealing(
                8, Duration.ofMinutes(1), 4, Duration.ofHours(1), Duration.ofDays(1), 3, true),
            usual.ladder(),
            usual.gate()));

    requests(3, 4);

    assertThat(pipeline.metrics.counted).contains("sealed SIZE");
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(8);
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("sftc");
  }

  @Test
  void shouldRetrainWhatAPersonSendsBackOnceTheLadderCan() {
    setPolicy(with(policy(true), new Strategy("sftc", Map.of())));
    String key = sealed(0, 3).get(0);
    pipeline.cannotTell(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    UnlearningJob parked = pipeline.lastJob();

    setPolicy(
        with(policy(true), new Strategy("sftc", Map.of()), new Strategy("retrain", Map.of())));
    pipeline.send(decision(ModelEventType.PARKED_SET_RETRIED, parked));

    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertRetrained();
  }

  @Test
  void shouldParkAgainWhatIsSentBackWhileTheLadderCannotRetrain() {
    setPolicy(with(policy(true), new Strategy("sftc", Map.of())));
    String key = sealed(0, 3).get(0);
    pipeline.cannotTell(pipeline.lastJob());

    pipeline.send(decision(ModelEventType.PARKED_SET_RETRIED, pipeline.lastJob()));

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains("add one, then retry");
  }

  @Test
  void shouldDissolveNothingForARetraining() {
    sealed(0, 3);
    pipeline.cannotTell(pipeline.lastJob());
    assertRetrained();

    pipeline.cannotTell(pipeline.lastJob(), 12L);

    assertThat(pipeline.metrics.counted).noneMatch(each -> each.startsWith("dissolved"));
  }

  @Test
  void shouldSayVerifyingOnceThoughTheCandidateIsAcceptedAgain() {
    sealed(0, 3);
    pipeline.accept(pipeline.lastJob());
    int said = pipeline.history.size();

    pipeline.accept(pipeline.lastJob());

    assertThat(pipeline.history).hasSize(said);
  }

  @Test
  void shouldRetrainThoseWhoWaitOnceThePolicyLetsNobodyWait() {
    sealed(0, 3);
    pipeline.cannotTell(pipeline.lastJob(), 12L);

    setPolicy(policy(false));
    pipeline.advance(Duration.ofSeconds(1));

    assertRetrained();
  }

  @Test
  void shouldRetrainWhereTheDeadlineLeavesNoTime() {
    requestWithDeadline("s0", Duration.ofHours(3).plusMinutes(30));
    sealed(1, 3);
    pipeline.advance(Duration.ofMinutes(30));

    pipeline.cannotTell(pipeline.lastJob(), 12L);

    assertRetrained();
  }

  @Test
  void shouldSealWhatIsThereAndRetrainItWhereTheDeadlineComesFirst() {
    String key = requestWithDeadline("s0", Duration.ofHours(5));
    sealed(1, 3);
    pipeline.cannotTell(pipeline.lastJob(), 12L);
    requests(10, 11);
    pipeline.advance(Duration.ofHours(1).plusMinutes(58));
    assertThat(pipeline.state(key)).isEqualTo(PENDING);

    pipeline.advance(Duration.ofMinutes(1));

    assertThat(pipeline.metrics.counted).contains("sealed DEADLINE");
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(8);
    assertRetrained();
    pipeline.cannotTell(pipeline.lastJob(), 12L);
    assertThat(pipeline.state(key)).as("no way back").isEqualTo(RequestState.PARKED);
  }

  @Test
  void shouldGiveJobsOtherIdsWhereNobodyElseCame() {
    String key = requestWithDeadline("s0", Duration.ofHours(5));
    sealed(1, 3);
    UnlearningJob first = pipeline.lastJob();
    pipeline.cannotTell(first, 12L);

    pipeline.advance(Duration.ofHours(3));

    assertThat(pipeline.lastJob().getForgetSetDigest()).isEqualTo(first.getForgetSetDigest());
    assertThat(pipeline.jobs).extracting(UnlearningJob::getJobId).doesNotHaveDuplicates();
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(PROMOTED);
  }

  @Test
  void shouldTakeNoLaterDecisionAboutADissolvedSet() {
    List<String> keys = sealed(0, 3);
    UnlearningJob old = pipeline.lastJob();
    pipeline.cannotTell(old, 8L);
    int said = pipeline.history.size();

    pipeline.accept(old);
    pipeline.reject(old);
    pipeline.cannotTell(old, 9L);
    pipeline.stale(old);
    pipeline.fail(old, true);
    pipeline.send(decision(ModelEventType.PARKED_SET_RETRIED, old));
    pipeline.send(decision(ModelEventType.PARKED_SET_REFUSED, old).setReason("legal hold"));
    assertThat(pipeline.sets.get("faces/" + old.getForgetSetDigest()).getStage())
        .isEqualTo(ForgetSetStage.SUPERSEDED);
    pipeline.promote(old);
    pipeline.repeatLastAnswer();
    pipeline.advance(Duration.ofHours(1));

    assertThat(pipeline.history).hasSize(said);
    assertThat(pipeline.jobs).hasSize(1);
    requests(3, 4);
    pipeline.advance(Duration.ofSeconds(1));
    UnlearningJob next = pipeline.lastJob();
    assertThat(next.getParentVersion()).as("what serves is the parent").isEqualTo(2);
    assertThat(next.getForgetSamples()).isEqualTo(8);
    pipeline.promote(next);
    assertThat(keys).allSatisfy(key -> assertThat(pipeline.state(key)).isEqualTo(PROMOTED));
  }

  @Test
  void shouldParkAndSaySoWhereTheLadderCannotRetrain() {
    setPolicy(with(policy(true), new Strategy("sftc", Map.of()), new Strategy("sftc", SLOWER)));
    String key = sealed(0, 3).get(0);

    pipeline.cannotTell(pipeline.lastJob());

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason())
        .isEqualTo(
            "inconclusive on rung 1 of 2, and no rung \"retrain\" follows (add one, then retry): "
                + NOTHING_ELSE);
  }

  @Test
  void shouldParkWhereTheModelCannotBeRetrainedAndTryNothingElse() {
    Strategy retrain = new Strategy("retrain", Map.of());
    setPolicy(with(policy(true), new Strategy("sftc", Map.of()), retrain, STEERED));
    String key = sealed(0, 3).get(0);
    pipeline.cannotTell(pipeline.lastJob());
    assertRetrained();

    pipeline.failRung(pipeline.lastJob());

    assertThat(pipeline.jobs).hasSize(2);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).startsWith("the job failed: ");
  }

  @Test
  void shouldGoOnWaitingAfterARestart() {
    List<String> keys = sealed(0, 3);
    pipeline.cannotTell(pipeline.lastJob(), 8L);
    try (Pipeline restarted = pipeline.restartedAfter(Duration.ofMinutes(1))) {
      restarted.advance(Duration.ofMinutes(5));
      assertThat(restarted.jobs).isEmpty();
      keys.add(restarted.request("s3"));
      restarted.advance(Duration.ofSeconds(1));

      assertThat(restarted.lastJob().getForgetSamples()).isEqualTo(8);
      assertThat(restarted.lastJob().getAttempt()).isEqualTo(2);
      restarted.promote(restarted.lastJob());
      assertThat(keys).allSatisfy(key -> assertThat(restarted.state(key)).isEqualTo(PROMOTED));
    }
  }

  private static final RequestState PENDING = RequestState.PENDING;
  private static final RequestState PROMOTED = RequestState.PROMOTED;
  private static final Map<String, String> SLOWER = Map.of("epochs", "4");
  private static final Strategy STEERED = new Strategy("sftc", SLOWER);

  private static ModelPolicy policy(boolean dissolves) {
    ModelPolicy usual = Pipeline.policy();
    return new ModelPolicy(
        new Sealing(
            40, Duration.ofMinutes(1), 4, Duration.ofHours(1), Duration.ofDays(1), 3, dissolves),
        usual.ladder(),
        usual.gate());
  }

  private static ModelPolicy with(ModelPolicy policy, Strategy... ladder) {
    return new ModelPolicy(policy.sealing(), List.of(ladder), policy.gate());
  }

  @Test
  void shouldTakeTheHoldThatCameTooLateForASetOnceThatIsDissolved() {
    List<String> keys = sealed(0, 3);
    pipeline.amend(keys.get(0), AmendmentKind.HOLD);
    assertThat(pipeline.state(keys.get(0))).isEqualTo(RequestState.UNLEARNING);

    pipeline.cannotTell(pipeline.lastJob(), 8L);

    assertThat(pipeline.state(keys.get(0))).isEqualTo(RequestState.HELD);
    assertThat(pipeline.state(keys.get(1))).isEqualTo(PENDING);
    requests(3, 5);
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.lastJob().getForgetSubjects()).as("all but who is held").isEqualTo(4);

    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(keys.get(0))).isEqualTo(RequestState.HELD);
    pipeline.amend(keys.get(0), AmendmentKind.RELEASE_HOLD);
    assertThat(pipeline.state(keys.get(0))).isEqualTo(PENDING);
  }

  @Test
  void shouldForgetNobodyAfterAllWhoHadTakenItBack() {
    List<String> keys = sealed(0, 3);
    pipeline.amend(keys.get(0), AmendmentKind.WITHDRAW);
    pipeline.amend(keys.get(0), AmendmentKind.HOLD);

    pipeline.cannotTell(pipeline.lastJob(), 8L);
    requests(3, 5);
    pipeline.advance(Duration.ofSeconds(1));
    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.state(keys.get(0))).isEqualTo(RequestState.WITHDRAWN);
    assertThat(pipeline.state(keys.get(1))).isEqualTo(PROMOTED);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(4);
  }

  @Test
  void shouldForgetAHoldThatCameTooLateAndWasReleased() {
    List<String> keys = sealed(0, 3);
    pipeline.amend(keys.get(0), AmendmentKind.HOLD);
    pipeline.amend(keys.get(0), AmendmentKind.RELEASE_HOLD);

    pipeline.cannotTell(pipeline.lastJob(), 8L);

    assertThat(pipeline.state(keys.get(0))).isEqualTo(PENDING);
  }

  private void setPolicy(ModelPolicy policy) {
    pipeline.send(
        pipeline
            .event("faces", ModelEventType.POLICY_SET)
            .setPolicy(policy.toCanonicalJson())
            .setPolicyDigest(ModelPolicy.digestOf(policy.toCanonicalJson())));
  }

  private io.lethe.schemas.ModelEvent.Builder decision(ModelEventType type, UnlearningJob job) {
    return pipeline.event("faces", type).setForgetSetDigest(job.getForgetSetDigest());
  }

  /** These people ask, and their set is sealed by its age. */
  private List<String> sealed(int from, int to) {
    List<String> keys = requests(from, to);
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(keys.get(0))).isEqualTo(RequestState.UNLEARNING);
    return keys;
  }

  private List<String> requests(int from, int to) {
    return new ArrayList<>(
        IntStream.range(from, to).mapToObj(i -> pipeline.request("s" + i)).toList());
  }

  private String requestWithDeadline(String subject, Duration until) {
    String id = UUID.randomUUID().toString();
    pipeline.send(
        subject,
        pipeline.requestBuilder(id, subject).setDeadline(pipeline.now().plus(until)).build());
    return "default/" + id;
  }

  private void assertRetrained() {
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("retrain");
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(2);
  }
}
