// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.WorkIdentity.Difference;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkIdentityTest {
  private static final String OTHER = "f".repeat(64);
  private static final UnlearningJob JOB = JobIdentity.identified(order());

  private static UnlearningJob.Builder order() {
    return UnlearningJob.newBuilder()
        .setModel("faces")
        .setAttempt(1)
        .setParentVersion(1)
        .setParentUri("artifact:tree/parent")
        .setParentDigest("a".repeat(64))
        .setChampionEpoch(4)
        .setDatasetDigest("b".repeat(64))
        .setDatasetUri("artifact:tree/dataset")
        .setForgetSetDigest("c".repeat(64))
        .setForgetSetUri("artifact:blob/forget")
        .setExcludedDigest("d".repeat(64))
        .setExcludedUri("artifact:blob/excluded")
        .setForgottenDigest("e".repeat(64))
        .setForgottenUri("artifact:blob/forgotten")
        .setForgetSubjects(1)
        .setForgetSamples(2)
        .setExcludedSamples(3)
        .setForgetSetMerkleRoot("root")
        .setAlgorithm("sftc")
        .setHyperParameters(Map.of("epochs", "2"))
        .setPolicyDigest(OTHER)
        .setDeadline(Instant.EPOCH)
        .setIssuedAt(Instant.EPOCH);
  }

  private static ModelCandidate.Builder answer() {
    return WorkIdentity.of(JOB)
        .applyTo(ModelCandidate.newBuilder())
        .setOutcome(CandidateOutcome.FAILED)
        .setAlgorithm("sftc")
        .setHyperParameters(Map.of())
        .setSeed(0)
        .setProducedAt(Instant.EPOCH);
  }

  @Test
  void shouldFindNoDifferenceWhereACandidateAnswersItsJob() {
    WorkIdentity job = WorkIdentity.of(JOB);

    assertThat(job.differences(WorkIdentity.of(answer().build()))).isEmpty();
    assertThat(job.isNamedByDigests()).isTrue();
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("jobId", c -> c.setJobId(OTHER)),
        lie("model", c -> c.setModel("other")),
        lie("attempt", c -> c.setAttempt(2)),
        lie("parentDigest", c -> c.setParentDigest(OTHER)),
        lie("championEpoch", c -> c.setChampionEpoch(5)),
        lie("datasetDigest", c -> c.setDatasetDigest(OTHER)),
        lie("forgetSetDigest", c -> c.setForgetSetDigest(OTHER)),
        lie("excludedDigest", c -> c.setExcludedDigest(OTHER)),
        lie("forgottenDigest", c -> c.setForgottenDigest(OTHER)),
        lie("forgottenUri", c -> c.setForgottenUri("artifact:blob/other")));
  }

  private static Arguments lie(String field, Consumer<ModelCandidate.Builder> lie) {
    return Arguments.of(field, lie);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void shouldNameTheFieldInWhichACandidateDiffers(
      String field, Consumer<ModelCandidate.Builder> lie) {
    ModelCandidate.Builder candidate = answer();
    lie.accept(candidate);

    assertThat(WorkIdentity.of(JOB).differences(WorkIdentity.of(candidate.build())))
        .singleElement()
        .satisfies(difference -> assertThat(difference.field()).isEqualTo(field))
        .satisfies(
            difference -> assertThat(difference.found()).isNotEqualTo(difference.expected()));
  }

  @Test
  void shouldSayWhatWasExpectedAndWhatWasFound() {
    ModelCandidate late = answer().setChampionEpoch(9).build();

    assertThat(WorkIdentity.of(JOB).differences(WorkIdentity.of(late)))
        .containsExactly(new Difference("championEpoch", 4L, 9L));
  }

  @Test
  void shouldNameAJobByItsContentAlone() {
    UnlearningJob.Builder otherwiseNamed = UnlearningJob.newBuilder(JOB).setJobId(OTHER);

    assertThat(JobIdentity.contentId(otherwiseNamed.build())).isEqualTo(JOB.getJobId());
    assertThat(JobIdentity.identified(otherwiseNamed.setAttempt(2)).getJobId())
        .isNotEqualTo(JOB.getJobId());
  }

  @Test
  void shouldRefuseToNameWhatIsNoJob() {
    assertThatThrownBy(() -> JobIdentity.identified(order().setAttempt(0)))
        .hasMessage("attempt counts from 1, not 0");
  }
}
