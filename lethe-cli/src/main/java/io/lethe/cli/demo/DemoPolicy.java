// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.HyperParameter;
import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The demo's policy: sets sealed as soon as a wave is in, and the gate everyone gets. Nobody asks
 * after the waves, so a set never waits for more people: what the gate cannot tell is retrained.
 */
final class DemoPolicy {
  /** How long a set waits that does not fill up: waves may differ by a few samples. */
  private static final Duration LATECOMERS = Duration.ofSeconds(10);

  private DemoPolicy() {}

  /**
   * The policy for these waves.
   *
   * @throws IllegalArgumentException if the gate asks for more samples than the smallest has
   */
  static ModelPolicy of(List<WavePlan> waves, int trainingEpochs, Duration patience) {
    int fullWave = waves.stream().mapToInt(WavePlan::samples).max().orElseThrow();
    int smallest = waves.stream().mapToInt(WavePlan::samples).min().orElseThrow();
    Gate gate = Gate.DEFAULTS;
    int least = gate.forgetting().minSamples();
    if (smallest < least) {
      throw new IllegalArgumentException(
          "a wave of "
              + smallest
              + " samples is too small to be verified: the gate needs "
              + least
              + "; name more subjects or fewer waves");
    }
    Sealing sealing =
        new Sealing(
            fullWave,
            LATECOMERS,
            least,
            patience,
            patience,
            ModelPolicy.defaults().sealing().maxPublications(),
            false);
    return new ModelPolicy(sealing, ladder(trainingEpochs), gate, limits(waves));
  }

  /** All of the demo's people ask on one day, many of a small dataset; it is its own operator. */
  private static Limits limits(List<WavePlan> waves) {
    int people = waves.stream().mapToInt(wave -> wave.subjectIds().size()).sum();
    Limits usual = Limits.DEFAULTS.withoutShares();
    return new Limits(
        Math.max(usual.tenantRequestsPerDay(), people), usual.datasetShare(), usual.classShare());
  }

  /** What the demo prints of the limits that it plays by. */
  static String words(Limits limits) {
    return String.format(
        Locale.ROOT,
        "limits of this policy: %,d requests a day and tenant; an operator is asked about more than"
            + " %.0f %% of the dataset or %.0f %% of a class at once (by default %.0f %%)",
        limits.tenantRequestsPerDay(),
        100 * limits.datasetShare(),
        100 * limits.classShare(),
        100 * Limits.DEFAULTS.datasetShare());
  }

  /** Everyone's ladder; the last rung trains as long as the demo trained its original. */
  private static List<Strategy> ladder(int trainingEpochs) {
    return Ladders.standard(
        new Strategy(
            Algorithm.RETRAIN.label(),
            Map.of(HyperParameter.EPOCHS.label(), Integer.toString(trainingEpochs))));
  }
}
