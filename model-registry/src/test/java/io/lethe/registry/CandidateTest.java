// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.CANDIDATE_ACCEPTED;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.JOB_FAILED;
import static io.lethe.schemas.ModelEventType.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CandidateTest extends RegistryDriverTest {
  private static final String BYTES = Samples.digest("unlearned bytes");
  private final UnlearningJob job = Samples.rootJob("a");

  @BeforeEach
  void register() {
    registry.register(samples);
  }

  @Test
  void shouldAcceptACandidateThatCameBeforeItsJob() {
    assertThat(registry.send(Samples.candidate(job, BYTES))).isEmpty();
    assertThat(registry.count(RegistryMetrics.CANDIDATE_WAITS.name())).isEqualTo(1);

    ModelEvent event = only(registry.send(job), CANDIDATE_ACCEPTED);

    assertThat(event.getDigest()).isEqualTo(BYTES);
  }

  @Test
  void shouldAcceptARepeatedCandidateOnce() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));

    assertThat(registry.send(Samples.candidate(job, BYTES))).isEmpty();
    assertThat(registry.send(job)).isEmpty();
  }

  @Test
  void shouldCountOneCandidateForAJob() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));

    ModelEvent event =
        only(registry.send(Samples.candidate(job, Samples.digest("other bytes"))), COMMAND_REFUSED);

    assertThat(event.getReason()).contains("one candidate counts for a job");
  }

  @Test
  void shouldIgnoreAloudACandidateThatContradictsItsJob() {
    registry.send(job);
    ModelCandidate forged =
        ModelCandidate.newBuilder(Samples.candidate(job, Samples.digest("forged bytes")))
            .setForgottenDigest(Samples.NOTHING_FORGOTTEN)
            .build();

    assertThat(only(registry.send(forged), COMMAND_REFUSED).getReason())
        .contains("candidate contradicts its job: forgottenDigest is");
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
  }

  @Test
  void shouldReportARetryableFailureOnceForEachTime() {
    registry.send(job);
    ModelCandidate first = Samples.failure(job, true, Samples.NOW);

    ModelEvent event = only(registry.send(first), JOB_FAILED);
    assertThat(event.getReason()).isEqualTo("out of memory");
    assertThat(event.getRetryable()).isTrue();
    assertThat(registry.send(first)).isEmpty();
    only(registry.send(Samples.failure(job, true, Samples.NOW.plusSeconds(60))), JOB_FAILED);
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
  }

  @Test
  void shouldEndAJobThatCannotSucceed() {
    registry.send(job);

    assertThat(only(registry.send(Samples.failure(job, false, Samples.NOW)), JOB_FAILED))
        .satisfies(event -> assertThat(event.getRetryable()).isFalse());
    assertThat(registry.send(Samples.candidate(job, BYTES))).isEmpty();
    assertThat(registry.openJobs()).isZero();
  }

  @Test
  void shouldLetASuccessOutliveAnotherWorkersFailure() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));

    assertThat(registry.send(Samples.failure(job, false, Samples.NOW))).isEmpty();
  }

  @Test
  void shouldAnswerAJobOnAChampionOfThePastAtOnce() {
    registry.send(samples.pass(job, BYTES));
    UnlearningJob late = Samples.rootJob("b");

    ModelEvent event = only(registry.send(late), STALE);

    assertThat(event.getJobId()).isEqualTo(late.getJobId());
    assertThat(event.getAttempt()).isEqualTo(1);
    assertThat(registry.send(Samples.candidate(late, Samples.digest("late")))).isEmpty();
  }

  @Test
  void shouldCallACandidateStaleWhenTheChampionMovedMeanwhile() {
    UnlearningJob slow = Samples.rootJob("b");
    registry.send(slow);
    registry.send(samples.pass(job, BYTES));

    only(registry.send(Samples.candidate(slow, Samples.digest("slow"))), STALE);
    assertThat(registry.openJobs()).isZero();
  }

  @Test
  void shouldRefuseAJobWhoseIdIsNotTheHashOfItsContent() {
    UnlearningJob forged = UnlearningJob.newBuilder(job).setAlgorithm("finetune").build();

    assertThat(only(registry.send(forged), COMMAND_REFUSED).getReason())
        .contains("the job id is not the hash of its content");
    assertThat(registry.send(job)).isEmpty();
    assertThat(registry.openJobs()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAJobWithAnAttemptThatCannotBe() {
    UnlearningJob broken = UnlearningJob.newBuilder(job).setAttempt(0).build();

    assertThat(only(registry.send(broken), COMMAND_REFUSED).getReason())
        .contains("its content is not valid");
  }

  @Test
  void shouldRefuseWorkForAModelThatNobodyRegistered() {
    UnlearningJob strange = UnlearningJob.newBuilder(job).setModel("voices").build();

    assertThat(only(registry.send(strange), COMMAND_REFUSED).getReason())
        .contains("the model is not registered; register it first");
  }

  @Test
  void shouldFailClosedOnAnUnknownOutcomeAndOnSuccessWithoutBytes() {
    registry.send(job);

    assertThat(only(registry.send(Samples.candidateOf(job).build()), COMMAND_REFUSED).getReason())
        .contains("an outcome that this version does not know");
    ModelCandidate empty = Samples.candidateOf(job).setOutcome(CandidateOutcome.SUCCEEDED).build();
    assertThat(only(registry.send(empty), COMMAND_REFUSED).getReason())
        .contains("succeeded without a digest");
    ModelCandidate misnamed = Samples.candidateOf(job).setForgetSetDigest("../../etc").build();
    assertThat(only(registry.send(misnamed), COMMAND_REFUSED).getReason())
        .contains("64 lower-case hexadecimal digits");
  }
}
