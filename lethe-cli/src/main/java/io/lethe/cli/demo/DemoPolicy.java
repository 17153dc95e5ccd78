// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.HyperParameter;
import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The demo's policy: sets sealed as soon as a wave is in, and the gate everyone gets by default,
 * but for the attackers' limit where waves are small.
 *
 * <p>Why: docs/decisions/0008-the-demos-attack-limit-follows-its-waves.md.
 */
final class DemoPolicy {
  /** How long a set waits that does not fill up: waves may differ by a few samples. */
  private static final Duration LATECOMERS = Duration.ofSeconds(10);

  private static final double STANDARD_ERRORS = 3;

  private DemoPolicy() {}

  /**
   * The policy for these waves.
   *
   * @param testSamples size of the test split, of which the verifier keeps half unseen
   */
  static ModelPolicy of(
      List<WavePlan> waves, int testSamples, int trainingEpochs, Duration patience) {
    int fullWave = waves.stream().mapToInt(WavePlan::samples).max().orElseThrow();
    int smallest = waves.stream().mapToInt(WavePlan::samples).min().orElseThrow();
    Gate gate = gate(smallest, testSamples / 2);
    if (smallest < gate.minForgetSamples()) {
      throw new IllegalArgumentException(
          "a wave of "
              + smallest
              + " samples is too small to be verified: the gate needs "
              + gate.minForgetSamples()
              + "; name more subjects or fewer waves");
    }
    Sealing sealing =
        new Sealing(
            fullWave,
            LATECOMERS,
            gate.minForgetSamples(),
            patience,
            patience,
            ModelPolicy.defaults().sealing().maxPublications());
    return new ModelPolicy(sealing, ladder(trainingEpochs), gate);
  }

  /**
   * The default gate with an attackers' limit that an honest model keeps to. A share p of n samples
   * scatters by sqrt(p(1-p)/n), at most 1/2 sqrt(1/n), so the gap between two shares by 1/2
   * sqrt(1/n + 1/m): 0.033 for 300 forget and 1,000 unseen samples, where the default limit of 0.05
   * refuses exactly retrained models too. Beside 5,000 unseen ones the default holds from 1,100 on.
   */
  private static Gate gate(int forgetSamples, int unseenSamples) {
    Gate design = ModelPolicy.defaults().gate();
    double scatter = Math.sqrt(1.0 / forgetSamples + 1.0 / unseenSamples) / 2;
    double limit = Math.ceil(100 * STANDARD_ERRORS * scatter) / 100;
    return new Gate(
        design.maxForgetAccuracyGap(),
        Math.min(1, Math.max(design.maxAttackGap(), limit)),
        design.maxTestDropFromParent(),
        design.maxTestDropFromRoot(),
        design.minForgetSamples(),
        design.twoSided());
  }

  /** Everyone's ladder; the last rung trains as long as the demo trained its original. */
  private static List<Strategy> ladder(int trainingEpochs) {
    return Ladders.standard(
        new Strategy(
            Algorithm.RETRAIN.label(),
            Map.of(HyperParameter.EPOCHS.label(), Integer.toString(trainingEpochs))));
  }
}
