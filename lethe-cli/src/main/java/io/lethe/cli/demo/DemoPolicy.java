package io.lethe.cli.demo;

import io.lethe.kit.policy.Gate;
import io.lethe.kit.policy.ModelPolicy;
import io.lethe.kit.policy.Sealing;
import io.lethe.kit.policy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The demo's policy: the gate everyone gets by default, sets sealed as soon as a wave is in. */
final class DemoPolicy {
  /** How long a set waits that does not fill up: waves may differ by a few samples. */
  private static final Duration LATECOMERS = Duration.ofSeconds(10);

  private DemoPolicy() {}

  static ModelPolicy of(List<WavePlan> waves, int trainingEpochs, Duration patience) {
    Gate gate = ModelPolicy.defaults().gate();
    int fullWave = waves.stream().mapToInt(WavePlan::samples).max().orElseThrow();
    int smallest = waves.stream().mapToInt(WavePlan::samples).min().orElseThrow();
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

  private static List<Strategy> ladder(int trainingEpochs) {
    return List.of(
        new Strategy("sftc", Map.of("learning_rate", "0.002", "epochs", "3", "confusion", "0.1")),
        new Strategy("sftc", Map.of("learning_rate", "0.003", "epochs", "3", "confusion", "0.25")),
        new Strategy("retrain", Map.of("epochs", Integer.toString(trainingEpochs))));
  }
}
