// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetAssignmentTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

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

  @Test
  void shouldSayNothingToEraseForASubjectThatACompleteDatasetDoesNotHold() {
    pipeline.registerSubjects(2, 2);
    pipeline.registerModel("faces");

    String key = pipeline.request("stranger");

    assertThat(pipeline.state(key)).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(key).getReason()).contains("no sample of this subject");
    assertThat(pipeline.state(key + "/faces")).isEqualTo(RequestState.NOTHING_TO_ERASE);
  }

  @Test
  void shouldStayPendingForARequestThatOvertakesItsDatasetsRegistration() {
    pipeline.registerModel("faces");
    String known = pipeline.request("s0");
    String stranger = pipeline.request("stranger");
    assertThat(pipeline.state(known)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(stranger)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(known).getReason()).contains("registration of the model's");

    pipeline.registerSubject("s0", List.of(1, 2));
    pipeline.endPartition(1, 2, pipeline.subjectKeys.keyId());
    pipeline.advance(MINUTE);
    assertThat(pipeline.state(stranger)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.intents).isEmpty();

    pipeline.endPartition(0, 2, pipeline.subjectKeys.keyId());
    pipeline.advance(MINUTE);
    assertThat(pipeline.state(stranger)).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.state(known)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldNotSayNothingToEraseWhereAnEndMarkerCountsNoPartition() {
    pipeline.registerSubject("s0", List.of(1, 2));
    pipeline.endPartition(0, -1, pipeline.subjectKeys.keyId());
    pipeline.registerModel("faces");

    assertThat(pipeline.state(pipeline.request("stranger"))).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldMakeASetOfWhateverOrdinalsARegistrarWrote() {
    pipeline.registerSubject("s0", List.of(2, -1, 1, 2, Integer.MIN_VALUE), List.of(-7, 3, 3));
    pipeline.endPartition(0, 1, pipeline.subjectKeys.keyId());
    pipeline.registerModel("faces");

    String key = pipeline.request("s0");
    pipeline.advance(MINUTE);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    ForgetSet set = pipeline.blob(pipeline.lastJob().getForgetSetDigest());
    assertThat(set.ordinals()).containsExactly(1, 2);
    assertThat(set.twins()).containsExactly(3);
  }

  @Test
  void shouldNotSayNothingToEraseWhereTheDatasetWasRegisteredWithAnotherKey() {
    pipeline.registerSubject("s0", List.of(1, 2));
    pipeline.endPartition(0, 1, "another-key");
    pipeline.registerModel("faces");

    String key = pipeline.request("stranger");
    pipeline.advance(MINUTE);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(key).getReason()).contains("another key");
  }

  @Test
  void shouldNameBothRulesWhereTheDatasetWasRegisteredByAnother() {
    pipeline.registerSubject("s0", List.of(1, 2));
    pipeline.endPartition(0, 2, pipeline.subjectKeys.keyId());
    pipeline.endPartition(1, 2, "another-key", "nfc-case-folded");
    pipeline.registerModel("faces");

    String key = pipeline.request("s0");
    pipeline.advance(MINUTE);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(key).getReason())
        .isEqualTo(
            "the model's dataset was registered by the rule nfc-case-folded, and this intake"
                + " compares subject ids by nfc-case-kept");
  }

  @Test
  void shouldSayThatASubjectIsKnownOfWhomNoSampleWasTrainedOn() {
    pipeline.registerSubject("tester", List.of());
    pipeline.registerSubjects(2, 2);
    pipeline.registerModel("faces");

    String key = pipeline.request("tester");
    pipeline.advance(MINUTE);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.NO_TRAIN_SAMPLE);
    assertThat(pipeline.state(key + "/faces")).isEqualTo(RequestState.NO_TRAIN_SAMPLE);
    assertThat(pipeline.status.get(key).getReason())
        .contains("holds 3 samples of this subject in test or validation");
    assertThat(pipeline.intents).isEmpty();
  }

  @Test
  void shouldFindAPersonInWhateverFormTheirIdIsWritten() {
    pipeline.registerDataset(Map.of("jos\u00e9@example.org", List.of(0, 1)));
    pipeline.registerModel("faces");

    String one = pipeline.request("jose\u0301@example.org");
    String other = pipeline.request("Jos\u00e9@example.org");

    assertThat(pipeline.state(one)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(other)).isEqualTo(RequestState.NOTHING_TO_ERASE);
  }

  @Test
  void shouldJoinTheCaseOfAPendingSubject() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    String first = pipeline.request("s0");
    String second = pipeline.request("s0");
    pipeline.request("s1");
    pipeline.advance(MINUTE);

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(2);
    assertThat(pipeline.state(first)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(second)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldJoinTheCaseOfASubjectWhoseSetIsAtWork() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    pipeline.request("s0");
    pipeline.request("s1");
    pipeline.advance(MINUTE);

    String late = pipeline.request("s0");
    assertThat(pipeline.state(late)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.status.get(late).getJobId()).isEqualTo(pipeline.lastJob().getJobId());

    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(late)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.jobs).hasSize(1);
  }

  @Test
  void shouldJoinASetThatIsBeingWritten() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    pipeline.holdStore();
    pipeline.request("s0");
    pipeline.request("s1");
    pipeline.advance(MINUTE);

    String late = pipeline.request("s0");
    assertThat(pipeline.state(late)).isEqualTo(RequestState.PENDING);

    pipeline.releaseStore();
    assertThat(pipeline.state(late)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldCompleteARequestForAForgottenSubjectByReference() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    pipeline.request("s0");
    pipeline.request("s1");
    pipeline.advance(MINUTE);
    pipeline.promote(pipeline.lastJob());

    String again = pipeline.request("s1");

    assertThat(pipeline.state(again)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.status.get(again).getVersion()).isEqualTo(2L);
    pipeline.advance(Duration.ofDays(40));
    assertThat(pipeline.jobs).hasSize(1);
  }

  @Test
  void shouldReachEveryModelAndSumUpToTheLeastAdvanced() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    pipeline.registerModel("hands");
    String key = pipeline.request("s0");
    pipeline.request("s1", "hands");
    pipeline.advance(MINUTE);

    assertThat(pipeline.state(key + "/faces")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(key + "/hands")).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);

    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key + "/hands")).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldReachOnlyTheNamedModel() {
    pipeline.registerSubjects(2, 1);
    pipeline.registerModel("faces");
    pipeline.registerModel("hands");

    String key = pipeline.request("s0", "hands");

    assertThat(pipeline.status).containsOnlyKeys(key, key + "/hands");
  }

  @Test
  void shouldCountTheChangesOfEachStatus() {
    pipeline.registerDataset(Map.of("s0", List.of(1, 2)));
    pipeline.registerModel("faces");
    String key = pipeline.request("s0");
    pipeline.advance(MINUTE);
    pipeline.accept(pipeline.lastJob());
    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.history)
        .filteredOn(status -> status.getModel() != null)
        .extracting(status -> status.getSequence() + " " + status.getState())
        .containsExactly(
            "1 RECEIVED", "2 PENDING", "3 SEALED", "4 UNLEARNING", "5 VERIFYING", "6 PROMOTED");
    assertThat(pipeline.history)
        .filteredOn(status -> status.getModel() == null)
        .extracting(status -> status.getSequence() + " " + status.getState())
        .containsExactly(
            "1 RECEIVED", "2 PENDING", "3 SEALED", "4 UNLEARNING", "5 VERIFYING", "6 PROMOTED");
    assertThat(pipeline.status.get(key).getSequence()).isEqualTo(6);
  }
}
