// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.verifier.view.ParentFacts;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimsCheckTest {

  private static final String DATASET = digest("dataset");
  private static final UnlearningJob JOB =
      job(
          digest("parent"),
          DATASET,
          "artifact:tree/" + digest("tree"),
          ForgetSet.of(List.of(digest("s")), 3, 5));

  @Test
  void shouldFindNothingWhereAllAgrees() {
    assertThat(ClaimsCheck.candidate(JOB, candidate(JOB, digest("new")).build())).isEmpty();
    assertThat(ClaimsCheck.job(JOB, parent(DATASET))).isEmpty();
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("jobId", c -> c.setJobId(digest("other"))),
        lie("model", c -> c.setModel("other")),
        lie("attempt", c -> c.setAttempt(2)),
        lie("parentDigest", c -> c.setParentDigest(digest("other"))),
        lie("championEpoch", c -> c.setChampionEpoch(9)),
        lie("datasetDigest", c -> c.setDatasetDigest(digest("other"))),
        lie("forgetSetDigest", c -> c.setForgetSetDigest(digest("other"))),
        lie("excludedDigest", c -> c.setExcludedDigest(digest("other"))),
        lie("forgottenDigest", c -> c.setForgottenDigest(digest("other"))),
        lie("forgottenUri", c -> c.setForgottenUri("artifact:blob/" + digest("other"))),
        lie("URI", c -> c.setCandidateUri("artifact:tree/" + digest("other"))),
        lie("URI", c -> c.setCandidateUri("artifact:blob/" + digest("new"))),
        lie("URI", c -> c.setCandidateUri(null)),
        lie("URI", c -> c.setCandidateDigest("../elsewhere")),
        lie("algorithm", c -> c.setAlgorithm("retrain")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void shouldFindEveryClaimThatDiffersFromTheJob(
      String what, Consumer<ModelCandidate.Builder> lie) {
    ModelCandidate.Builder candidate = candidate(JOB, digest("new"));
    lie.accept(candidate);

    assertThat(ClaimsCheck.candidate(JOB, candidate.build()))
        .singleElement()
        .asString()
        .startsWith("the candidate's " + what + " is ");
  }

  @Test
  void shouldFindACandidateWithoutBytes() {
    assertThat(
            ClaimsCheck.candidate(
                JOB, candidate(JOB, digest("new")).setCandidateDigest(null).build()))
        .singleElement()
        .asString()
        .contains("no digest");
  }

  @Test
  void shouldFindAJobThatIsNotTheOneOfItsId() {
    UnlearningJob forged = UnlearningJob.newBuilder(JOB).setAttempt(7).build();

    assertThat(ClaimsCheck.job(forged, parent(DATASET)))
        .singleElement()
        .asString()
        .contains("is not the hash of the job's content");
  }

  @Test
  void shouldFindAJobWhoseForgottenUriIsNotThatOfItsDigest() {
    UnlearningJob elsewhere =
        UnlearningJob.newBuilder(JOB)
            .setForgottenUri("artifact:blob/" + digest("elsewhere"))
            .build();

    assertThat(ClaimsCheck.job(elsewhere, parent(DATASET)))
        .singleElement()
        .asString()
        .contains("not that of a blob of digest " + JOB.getForgottenDigest());
  }

  @Test
  void shouldFindAJobOnAnotherDatasetThanTheModels() {
    assertThat(ClaimsCheck.job(JOB, parent(digest("other"))))
        .singleElement()
        .asString()
        .contains("the model was registered with " + digest("other"));
  }

  private static Arguments lie(String what, Consumer<ModelCandidate.Builder> lie) {
    return Arguments.of(what, lie);
  }

  private static ParentFacts parent(String dataset) {
    return new ParentFacts(
        JOB.getParentDigest(),
        1,
        ForgetSet.empty().digest(),
        JOB.getParentDigest(),
        0.8,
        dataset,
        "uri",
        List.of());
  }
}
