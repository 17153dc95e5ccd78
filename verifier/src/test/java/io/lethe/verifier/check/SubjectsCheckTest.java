// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectsCheckTest {
  private static final String ANNE = Digests.sha256Hex(new byte[] {1});
  private static final String BERT = Digests.sha256Hex(new byte[] {2});
  private static final Map<String, int[]> REGISTERED =
      Map.of(ANNE, new int[] {0, 3, 7}, BERT, new int[] {1, 2});

  @Test
  void shouldPassASetOfWholePeople() {
    assertThat(SubjectsCheck.of(ForgetSet.of(List.of(ANNE, BERT), 0, 1, 2, 3, 7), REGISTERED))
        .isEmpty();
  }

  @Test
  void shouldFindSamplesThatAreLeftOut() {
    assertThat(SubjectsCheck.of(ForgetSet.of(List.of(ANNE, BERT), 0, 1, 2), REGISTERED))
        .containsExactly(
            "the forget set leaves out 2 samples of 1 of its subjects: all of a person's go");
  }

  @Test
  void shouldFindSamplesOfSomebodyElse() {
    assertThat(SubjectsCheck.of(ForgetSet.of(List.of(BERT), 1, 2, 3), REGISTERED))
        .containsExactly("the forget set holds 1 samples that none of its subjects owns");
  }

  @Test
  void shouldFindSubjectsOfWhomNothingIsRegisteredWithoutNamingThem() {
    String carl = Digests.sha256Hex(new byte[] {3});

    assertThat(SubjectsCheck.of(ForgetSet.of(List.of(BERT, carl), 1, 2), REGISTERED))
        .containsExactly("1 subjects of the forget set own no train sample of the dataset")
        .noneMatch(finding -> finding.contains(carl));
  }
}
