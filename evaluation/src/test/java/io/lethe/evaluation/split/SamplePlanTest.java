// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplePlanTest {

  /** 300 train samples (0 to 299), 100 test samples (300 to 399), class = ordinal mod 4. */
  private static final LabelledSamples SAMPLES =
      new LabelledSamples(
          IntStream.range(0, 400).map(i -> i % 4).toArray(),
          IntStream.range(0, 300).toArray(),
          IntStream.range(300, 400).toArray(),
          4);

  private static final int[] FORGET = IntStream.range(0, 40).toArray();
  private static final int[] EXCLUDED = IntStream.range(20, 60).toArray();

  @Test
  void shouldCutTheTestSplitIntoTwoHalvesOfEqualClassMix() {
    SamplePlan plan = plan(new SeededOrder(1));

    assertThat(concat(plan.nonMembers(), plan.unseen())).containsExactlyInAnyOrder(SAMPLES.test());
    assertThat(ClassMix.counts(SAMPLES.labelsOf(plan.nonMembers()), 4))
        .containsExactly(12, 12, 12, 12);
    assertThat(ClassMix.counts(SAMPLES.labelsOf(plan.unseen()), 4)).containsExactly(13, 13, 13, 13);
  }

  @Test
  void shouldCallNoTestSampleUnseenWhosePictureLiesInTrain() {
    int[] inTrain = IntStream.range(300, 340).toArray();

    SamplePlan plan =
        SamplePlan.of(
            SAMPLES.withTestRowsInTrain(inTrain), FORGET, EXCLUDED, new SeededOrder(1), 1000);

    int[] unseen = IntStream.range(340, 400).toArray();
    assertThat(plan.neverSeen()).containsExactly(unseen);
    assertThat(concat(plan.nonMembers(), plan.unseen())).containsExactlyInAnyOrder(unseen);
    assertThat(plan.test()).as("for accuracy").containsExactly(SAMPLES.test());
    assertThat(plan.withoutRetain().neverSeen()).containsExactly(unseen);
    assertThat(plan).isNotEqualTo(plan(new SeededOrder(1)));
  }

  @Test
  void shouldRefuseATestSplitThatLiesInTrainWhole() {
    assertThatThrownBy(() -> SAMPLES.withTestRowsInTrain(SAMPLES.test()))
        .hasMessageContaining("all 100 test samples have the pictures of train samples");
  }

  @Test
  void shouldDrawMembersOfTheNonMembersClassMixFromWhatMayBeRetained() {
    SamplePlan plan = plan(new SeededOrder(1));

    assertThat(ClassMix.counts(SAMPLES.labelsOf(plan.members()), 4))
        .containsExactly(12, 12, 12, 12);
    assertThat(plan.members()).isSorted();
    assertThat(Arrays.stream(plan.members())).allMatch(o -> o >= 60 && o < 300);
    assertThat(plan.retain()).containsExactly(IntStream.range(60, 300).toArray());
  }

  @Test
  void shouldKeepMembersWhenRetainIsSampled() {
    SamplePlan plan = SamplePlan.of(SAMPLES, FORGET, EXCLUDED, new SeededOrder(1), 100);

    assertThat(plan.retain()).hasSize(100).isSorted();
    assertThat(Arrays.stream(plan.members()).boxed())
        .isSubsetOf(Arrays.stream(plan.retain()).boxed().toList());
  }

  @Test
  void shouldDependOnTheOrderAlone() {
    assertThat(plan(new SeededOrder(1))).isEqualTo(plan(new SeededOrder(1)));
    assertThat(plan(new SeededOrder(1))).isNotEqualTo(plan(new SeededOrder(2)));
  }

  @Test
  void shouldAskAModelOnceAboutEverySampleOfThePlan() {
    SamplePlan plan = SamplePlan.of(SAMPLES, FORGET, EXCLUDED, new SeededOrder(1), 60);

    assertThat(plan.everything()).isSorted().doesNotHaveDuplicates().hasSize(100 + 40 + 60);
  }

  @Test
  void shouldRefuseForgetSamplesOutsideTheTrainSplit() {
    assertThatThrownBy(
            () -> SamplePlan.of(SAMPLES, new int[] {5, 300}, new int[0], new SeededOrder(1), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 300 is not in the dataset's train split");
    assertThatThrownBy(
            () -> SamplePlan.of(SAMPLES, FORGET, new int[] {999}, new SeededOrder(1), 10))
        .hasMessageContaining("sample 999");
  }

  private static SamplePlan plan(SampleOrder order) {
    return SamplePlan.of(SAMPLES, FORGET, EXCLUDED, order, Integer.MAX_VALUE);
  }

  private static int[] concat(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }
}
