// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.UnlearningJob;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetsCheckTest {

  private static final ForgetSet BEFORE = ForgetSet.of(List.of(digest("a")), 1, 2);
  private static final ForgetSet NOW = ForgetSet.of(List.of(digest("b")), 3, 4);
  private static final ForgetSet BOTH = BEFORE.union(NOW);

  @Test
  void shouldFindNothingWhereNothingForgottenComesBack() {
    assertThat(SetsCheck.of(jobOn(NOW), new CheckedSets(NOW, BOTH, BOTH, BEFORE, List.of())))
        .isEmpty();
  }

  @Test
  void shouldFindAForgottenSetThatDropsWhatTheParentHadForgotten() {
    assertThat(SetsCheck.of(jobOn(NOW), new CheckedSets(NOW, BOTH, NOW, BEFORE, List.of())))
        .singleElement()
        .asString()
        .contains("the parent had forgotten");
  }

  @Test
  void shouldFindAForgottenSetThatLeavesOutTheForgetSet() {
    assertThat(SetsCheck.of(jobOn(NOW), new CheckedSets(NOW, BOTH, BEFORE, BEFORE, List.of())))
        .singleElement()
        .asString()
        .contains("of the forget set");
  }

  @Test
  void shouldFindAForgottenSetThatClaimsMoreThanWasForgotten() {
    ForgetSet more = BOTH.union(ForgetSet.of(List.of(digest("c")), 5));

    assertThat(SetsCheck.of(jobOn(NOW), new CheckedSets(NOW, more, more, BEFORE, List.of())))
        .singleElement()
        .asString()
        .contains("neither the parent had forgotten nor the forget set names");
  }

  @Test
  void shouldFindAnExcludedSetThatLetsForgottenSamplesBeTrainedOn() {
    assertThat(SetsCheck.of(jobOn(NOW), new CheckedSets(NOW, NOW, BOTH, BEFORE, List.of())))
        .singleElement()
        .asString()
        .contains("the excluded set leaves out");
  }

  @Test
  void shouldFindCountsAndRootsThatAreNotTheSets() {
    UnlearningJob job =
        UnlearningJob.newBuilder(jobOn(NOW))
            .setForgetSamples(9)
            .setForgetSetMerkleRoot(digest("x"))
            .build();

    assertThat(SetsCheck.of(job, new CheckedSets(NOW, BOTH, BOTH, BEFORE, List.of())))
        .hasSize(2)
        .anySatisfy(f -> assertThat(f).contains("2 samples of 1 subjects, the job says 9 of 1"))
        .anySatisfy(f -> assertThat(f).contains("Merkle root"));
  }

  @Test
  void shouldFindAnEmptyForgetSet() {
    ForgetSet nothing = ForgetSet.empty();

    assertThat(
            SetsCheck.of(
                jobOn(nothing), new CheckedSets(nothing, nothing, nothing, nothing, List.of())))
        .contains("the forget set is empty: there is nothing to verify");
  }

  private static UnlearningJob jobOn(ForgetSet forget) {
    return job(digest("parent"), digest("dataset"), "artifact:tree/" + digest("tree"), forget);
  }
}
