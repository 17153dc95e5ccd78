// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.gate.GateDecision;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RootResultTest {

  @Test
  void shouldSayOfAPassByAGateThatTellsThatItIsShown() {
    assertThat(judged(CriterionVerdict.PASS, List.of(), true).trainedWithout())
        .isEqualTo("shown of all of them, taken together");
  }

  @Test
  void shouldSayOfAPassByALaxGateAndOfNoTellingThatItIsClaimed() {
    assertThat(
            List.of(
                judged(CriterionVerdict.PASS, List.of(), false),
                judged(CriterionVerdict.INCONCLUSIVE, List.of(), true)))
        .extracting(RootResult::trainedWithout)
        .containsOnly("claimed, not shown");
  }

  @Test
  void shouldSayNothingOfAWordThatIsRefuted() {
    RootResult foreign = judged(CriterionVerdict.PASS, List.of("samples are missing"), true);

    assertThat(foreign.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(foreign.trainedWithout()).isNull();
    assertThat(judged(CriterionVerdict.FAIL, List.of(), true).trainedWithout()).isNull();
  }

  private static RootResult judged(CriterionVerdict each, List<String> findings, boolean tells) {
    Criterion criterion =
        Criterion.newBuilder()
            .setName("forget_margin")
            .setRule(CriterionRule.INTERVAL_WITHIN)
            .setN(100)
            .setVerdict(each)
            .setLevel(0.95)
            .build();
    return RootResult.judged(
        Map.of(), new GateDecision(List.of(criterion), OptionalLong.empty()), findings, tells);
  }
}
