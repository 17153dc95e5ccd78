// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Measured;
import io.lethe.evaluation.measure.References;
import io.lethe.verifier.gate.Evidence;
import org.junit.jupiter.api.Test;

class FoundYardstickTest {
  private static final References ONE =
      new References(new int[] {1}, new double[][] {{0.5}}, new double[][] {{1}});

  @Test
  void shouldHoldARetrainingAgainstUnseenSamplesWhereNetworksDoNotAgreeAboutTheSet() {
    FoundYardstick agreed = found(ONE, new Measured(0.1, 0, 0.2));
    FoundYardstick differing = found(ONE, new Measured(0.4, 0.2, 0.6));
    FoundYardstick unknown = found(ONE, new Measured(0.1, Double.NaN, Double.NaN));
    FoundYardstick noneFit = found(References.none(), new Measured(0.4, 0.2, 0.6));

    assertThat(agreed.ofRetraining(Gate.DEFAULTS)).isSameAs(agreed);
    assertThat(noneFit.ofRetraining(Gate.DEFAULTS)).isSameAs(noneFit);
    for (FoundYardstick each : new FoundYardstick[] {differing, unknown}) {
      FoundYardstick used = each.ofRetraining(Gate.DEFAULTS);
      assertThat(used.references().models()).isZero();
      assertThat(used.note()).contains("do not agree about these");
      assertThat(used.fit()).isEqualTo(0.8);
    }
  }

  private static FoundYardstick found(References references, Measured margin) {
    return new FoundYardstick(
        references,
        0.8,
        new StandInEvidence(
            new Evidence(300, margin, Measured.undefined(), null),
            new Evidence(300, new Measured(0.05, 0, 0.12), Measured.undefined(), null)),
        "beside some");
  }
}
