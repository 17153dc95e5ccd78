// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.job.JobExtensions;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Strategy;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.ParentFigures;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(40, 2);
    pipeline.registerModel("faces");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldIssueAJobOnTheChampion() {
    fillSet(0);

    UnlearningJob job = pipeline.lastJob();
    assertThat(job.getParentVersion()).isEqualTo(1);
    assertThat(job.getParentDigest()).isEqualTo(Pipeline.digest("faces/1"));
    assertThat(job.getChampionEpoch()).isEqualTo(1);
    assertThat(job.getDatasetDigest()).isEqualTo(Pipeline.DATASET);
    assertThat(job.getForgetSamples()).isEqualTo(10);
    assertThat(job.getExcludedDigest()).isEqualTo(job.getForgetSetDigest());
    assertThat(job.getForgottenDigest()).isEqualTo(job.getForgetSetDigest());
    assertThat(job.getPolicyDigest())
        .isEqualTo(ModelPolicy.digestOf(Pipeline.policy().toCanonicalJson()));
    assertThat(job.getAlgorithm()).isEqualTo("sftc");
    assertThat(job.getAttempt()).isEqualTo(1);
    assertThat(job.getIssuedAt()).isEqualTo(pipeline.now());
  }

  @Test
  void shouldCarryWhatTheParentsReportSaysOfItWhereTheTeacherAimsAtIt() {
    nameTeacher("calibrated");
    fillSet(0);

    UnlearningJob first = pipeline.lastJob();
    assertThat(first.getParentFigures()).isEqualTo(new ParentFigures(0.9, 0.3, 4.0, 2.5));
    assertThat(JobIdentity.contentId(first)).isEqualTo(first.getJobId());
    pipeline.promote(first); // its report says less
    fillSet(20);

    UnlearningJob second = pipeline.lastJob();
    assertThat(second.getParentVersion()).isEqualTo(2);
    assertThat(second.getParentFigures()).isNull();
  }

  @Test
  void shouldCarryNoFiguresThatNobodyAimsAt() {
    nameTeacher("ignorant-teacher");
    fillSet(0);

    assertThat(pipeline.lastJob().getParentFigures()).isNull();
  }

  private void nameTeacher(String teacher) {
    ModelPolicy before = Pipeline.policy();
    String policy =
        new ModelPolicy(
                before.sealing(),
                List.of(new Strategy("sftc", Map.of("teacher", teacher))),
                before.gate())
            .toCanonicalJson();
    pipeline.send(
        pipeline
            .event("faces", ModelEventType.POLICY_SET)
            .setPolicy(policy)
            .setPolicyDigest(ModelPolicy.digestOf(policy)));
  }

  @Test
  void shouldKeepOneJobInFlightAndQueueTheNextSet() {
    fillSet(0);
    String waiting = fillSet(5);
    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(waiting)).isEqualTo(RequestState.SEALED);

    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.jobs).hasSize(2);
    assertThat(pipeline.state(waiting)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldExcludeTheFirstWaveFromTheSecondWavesJob() {
    fillSet(0);
    UnlearningJob first = pipeline.lastJob();
    pipeline.promote(first);

    fillSet(5);

    UnlearningJob second = pipeline.lastJob();
    assertThat(second.getParentVersion()).isEqualTo(2);
    assertThat(second.getChampionEpoch()).isEqualTo(2);
    assertThat(second.getForgetSamples()).isEqualTo(10);
    assertThat(second.getExcludedSamples()).isEqualTo(20);
    assertThat(pipeline.blob(second.getExcludedDigest()).ordinals())
        .containsExactly(IntStream.range(0, 20).toArray());
    assertThat(
            pipeline
                .blob(second.getForgottenDigest())
                .containsAll(pipeline.blob(first.getForgottenDigest())))
        .isTrue();
  }

  @Test
  void shouldUniteAQueuedSetAnewWhenItsParentChanges() {
    fillSet(0);
    fillSet(5);

    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.intents)
        .extracting(intent -> intent.getKind())
        .contains(ForgetSetIntentKind.UNITE);
    assertThat(pipeline.lastJob().getExcludedSamples()).isEqualTo(20);
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(10);
  }

  @Test
  void shouldRetrainWhereTheSamplesCannotTell() {
    String key = fillSet(0);

    pipeline.cannotTell(pipeline.lastJob());

    assertThat(pipeline.lastJob().getAlgorithm()).as("rung 2 is passed over").isEqualTo("retrain");
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(2);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);

    pipeline.cannotTell(pipeline.lastJob());
    assertThat(pipeline.jobs).hasSize(2);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason())
        .contains("inconclusive on the last of 3 rungs: criterion forget_margin is INCONCLUSIVE");
  }

  @Test
  void shouldClimbTheLadderAndParkAtItsEnd() {
    String key = fillSet(0);
    assertThat(pipeline.lastJob().getHyperParameters()).containsEntry("epochs", "2");
    pipeline.accept(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.VERIFYING);

    pipeline.reject(pipeline.lastJob());
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(2);
    assertThat(pipeline.lastJob().getHyperParameters()).containsEntry("epochs", "4");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.status.get(key).getAttempt()).isEqualTo(2);

    pipeline.reject(pipeline.lastJob());
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("retrain");
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(3);

    pipeline.reject(pipeline.lastJob());
    assertThat(pipeline.jobs).hasSize(3);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason())
        .contains("last of 3 rungs")
        .contains("forget_accuracy_gap");
    assertThat(pipeline.jobs).extracting(UnlearningJob::getJobId).doesNotHaveDuplicates();
  }

  @Test
  void shouldGoOnBehindAParkedSetAndNeverTrainOnIt() {
    fillSet(0);
    String parked = parkActive();

    fillSet(5);

    UnlearningJob job = pipeline.lastJob();
    assertThat(job.getForgetSamples()).isEqualTo(10);
    assertThat(job.getExcludedSamples()).isEqualTo(20);
    assertThat(pipeline.blob(job.getExcludedDigest()).containsAll(pipeline.blob(parked))).isTrue();
    assertThat(pipeline.blob(job.getForgottenDigest()).containsAll(pipeline.blob(parked)))
        .isFalse();
  }

  @Test
  void shouldTryAParkedSetAgainWithJobsThatWereNotDecidedBefore() {
    String key = fillSet(0);
    String parked = parkActive();
    int before = pipeline.jobs.size();

    pipeline.send(
        pipeline.event("faces", ModelEventType.PARKED_SET_RETRIED).setForgetSetDigest(parked));

    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.jobs).hasSize(before + 1);
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("sftc");
    assertThat(pipeline.lastJob().getHyperParameters()).containsEntry("epochs", "2");
    assertThat(pipeline.jobs).extracting(UnlearningJob::getJobId).doesNotHaveDuplicates();
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldEndARefusedSetAndOpenANewCaseForItsSubjects() {
    String key = fillSet(0);
    String parked = parkActive();

    pipeline.send(
        pipeline
            .event("faces", ModelEventType.PARKED_SET_REFUSED)
            .setForgetSetDigest(parked)
            .setReason("legal hold"));

    assertThat(pipeline.state(key)).isEqualTo(RequestState.REFUSED);
    assertThat(pipeline.status.get(key).getReason()).isEqualTo("legal hold");
    String again = pipeline.request("s0");
    assertThat(pipeline.state(again)).isEqualTo(RequestState.PENDING);
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(again)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getExcludedSamples()).isEqualTo(2);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.REFUSED);
  }

  @Test
  void shouldWorkForARefusedSubjectThatAsksAgainInKnowledgeOfTheRefusal() {
    pipeline.request("s0");
    pipeline.advance(Duration.ofMinutes(1));
    UnlearningJob refused = pipeline.lastJob();
    pipeline.fail(refused, false);
    ModelEvent refusal = refuse(refused.getForgetSetDigest());

    String again = pipeline.request("s0");
    pipeline.advance(Duration.ofMinutes(1));

    UnlearningJob job = pipeline.lastJob();
    assertThat(job.getForgetSetDigest()).isEqualTo(refused.getForgetSetDigest());
    assertThat(afterEvent(refused)).isLessThan(refusal.getSequence());
    assertThat(afterEvent(job)).isGreaterThanOrEqualTo(refusal.getSequence());
    pipeline.promote(job);
    assertThat(pipeline.state(again)).isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldTakeALatePromotionAfterARetry() {
    String key = fillSet(0);
    UnlearningJob late = pipeline.lastJob();
    pipeline.fail(late, false);
    String next = fillSet(5);
    retry(late.getForgetSetDigest());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.SEALED);

    pipeline.promote(late);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.status.get(key).getJobId()).isEqualTo(late.getJobId());
    assertThat(pipeline.status.get(key).getAttempt()).isEqualTo(late.getAttempt());
    assertThat(pipeline.state(next)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldParkANewSetThatCannotBeUnitedAndUniteItWhenRetried() {
    fillSet(0);
    UnlearningJob first = pipeline.lastJob();
    pipeline.promote(first);
    Runnable putBack = pipeline.lose(first.getForgottenDigest());

    String key = fillSet(5);

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason())
        .contains(first.getForgottenDigest())
        .contains("put it back into the artifact store");
    putBack.run();
    retry(pipeline.status.get(key).getForgetSetDigest());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getExcludedSamples()).isEqualTo(20);
  }

  @Test
  void shouldParkAQueuedSetThatCannotBeUnitedAnew() {
    fillSet(0);
    UnlearningJob first = pipeline.lastJob();
    String key = fillSet(5);
    String set = pipeline.status.get(key).getForgetSetDigest();
    Runnable putBack = pipeline.lose(set);

    pipeline.promote(first);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains(set);
    putBack.run();
    retry(set);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldPublishAFailedJobAgainAFewTimesThenPark() {
    String key = fillSet(0);
    UnlearningJob job = pipeline.lastJob();

    pipeline.fail(job, true);
    pipeline.fail(job, true);
    assertThat(pipeline.jobs).containsExactly(job, job, job);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);

    pipeline.fail(job, true);
    assertThat(pipeline.jobs).hasSize(3);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains("dataset has vanished");
  }

  @Test
  void shouldParkAtOnceWhenTheFailureCannotPass() {
    String key = fillSet(0);

    pipeline.fail(pipeline.lastJob(), false);

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
  }

  @Test
  void shouldClimbOverARungThatCannotBeRunAndParkAtTheLast() {
    String key = fillSet(0);

    pipeline.failRung(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getHyperParameters()).containsEntry("epochs", "4");
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(2);
    pipeline.failRung(pipeline.lastJob());
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("retrain");
    pipeline.failRung(pipeline.lastJob());

    assertThat(pipeline.jobs).hasSize(3);
    assertThat(pipeline.jobs).extracting(UnlearningJob::getJobId).doesNotHaveDuplicates();
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains("holds class 'dress' whole");
  }

  @Test
  void shouldIssueTheSameSetOnTheNewChampionWhenStale() {
    String key = fillSet(0);
    UnlearningJob before = pipeline.lastJob();
    pipeline.reject(before);
    UnlearningJob second = pipeline.lastJob();
    pipeline.rollBack("faces", Pipeline.EMPTY);

    pipeline.stale(second);

    UnlearningJob anew = pipeline.lastJob();
    assertThat(anew.getJobId()).isNotEqualTo(second.getJobId());
    assertThat(anew.getAttempt()).isEqualTo(2);
    assertThat(anew.getForgetSetDigest()).isEqualTo(second.getForgetSetDigest());
    assertThat(anew.getParentVersion()).isEqualTo(2);
    assertThat(anew.getChampionEpoch()).isEqualTo(2);
    pipeline.promote(anew);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldUniteAnewWhenTheNewChampionHasForgottenMore() {
    fillSet(0);
    UnlearningJob first = pipeline.lastJob();
    pipeline.promote(first);
    fillSet(5);
    UnlearningJob second = pipeline.lastJob();
    String more = pipeline.lastJob().getExcludedDigest();
    pipeline.rollBack("faces", more);

    pipeline.stale(second);

    assertThat(pipeline.intents.get(pipeline.intents.size() - 1).getKind())
        .isEqualTo(ForgetSetIntentKind.UNITE);
    assertThat(pipeline.lastJob().getForgottenDigest()).isEqualTo(more);
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(1);
  }

  @Test
  void shouldIgnoreAnAnswerToAnOlderIntent() {
    fillSet(0);
    pipeline.promote(pipeline.lastJob());
    fillSet(5);
    UnlearningJob second = pipeline.lastJob();
    pipeline.rollBack("faces", second.getExcludedDigest());
    pipeline.holdStore();
    pipeline.stale(second);

    pipeline.repeatLastAnswer();

    assertThat(pipeline.lastJob()).isEqualTo(second);
    pipeline.releaseStore();
    assertThat(pipeline.lastJob().getForgottenDigest()).isEqualTo(second.getExcludedDigest());
  }

  @Test
  void shouldTakeALatePromotionOfAParkedSet() {
    String key = fillSet(0);
    UnlearningJob job = pipeline.lastJob();
    pipeline.fail(job, false);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);

    pipeline.promote(job);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    fillSet(5);
    assertThat(pipeline.lastJob().getParentVersion()).isEqualTo(2);
  }

  @Test
  void shouldIgnoreEventsOfJobsThatAreNotAtWork() {
    String key = fillSet(0);
    int published = pipeline.history.size();
    String unknown = Pipeline.digest("no job");

    pipeline.send(pipeline.event("faces", ModelEventType.REJECTED).setJobId(unknown));
    pipeline.send(pipeline.event("faces", ModelEventType.STALE).setJobId(unknown));
    pipeline.send(pipeline.event("faces", ModelEventType.CANDIDATE_ACCEPTED).setJobId(unknown));
    pipeline.send(
        pipeline.event("faces", ModelEventType.JOB_FAILED).setJobId(unknown).setRetryable(true));
    pipeline.send(pipeline.event("faces", ModelEventType.UNKNOWN));

    assertThat(pipeline.history).hasSize(published);
    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldKeepModelsApart() {
    pipeline.registerModel("faces-2");
    String one = pipeline.request("s0", "faces");
    String other = pipeline.request("s0", "faces-2");
    pipeline.advance(Duration.ofMinutes(1));

    assertThat(pipeline.jobs).extracting(UnlearningJob::getModel).contains("faces", "faces-2");
    pipeline.promote(pipeline.jobs.get(0));
    String done = pipeline.jobs.get(0).getModel().equals("faces") ? one : other;
    String open = done.equals(one) ? other : one;
    assertThat(pipeline.state(done)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(open)).isEqualTo(RequestState.UNLEARNING);
  }

  private static long afterEvent(UnlearningJob job) {
    return Long.parseLong(job.getExtensions().get(JobExtensions.AFTER_EVENT));
  }

  private void retry(String set) {
    pipeline.send(
        pipeline.event("faces", ModelEventType.PARKED_SET_RETRIED).setForgetSetDigest(set));
  }

  private ModelEvent refuse(String set) {
    ModelEvent.Builder refusal =
        pipeline
            .event("faces", ModelEventType.PARKED_SET_REFUSED)
            .setForgetSetDigest(set)
            .setReason("legal hold");
    pipeline.send(refusal);
    return refusal.build();
  }

  /** Rejects the set at work on every rung; returns its digest. */
  private String parkActive() {
    String digest = pipeline.lastJob().getForgetSetDigest();
    for (int rung = 0; rung < 3; rung++) {
      pipeline.reject(pipeline.lastJob());
    }
    assertThat(pipeline.blob(digest)).isNotEqualTo(ForgetSet.empty());
    return digest;
  }

  private String fillSet(int firstSubject) {
    return pipeline.fillSet(firstSubject);
  }
}
