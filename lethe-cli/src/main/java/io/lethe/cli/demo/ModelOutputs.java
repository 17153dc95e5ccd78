// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.offline.Accuracies;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.MetricMap;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** What the original and the version served at the end say about the same samples. */
final class ModelOutputs {
  private final Dataset dataset;
  private final int[] ordinals;
  private final Logits before;
  private final Logits after;

  private ModelOutputs(Dataset dataset, int[] ordinals, Logits before, Logits after) {
    this.dataset = dataset;
    this.ordinals = ordinals;
    this.before = before;
    this.after = after;
  }

  /**
   * Asks both models once.
   *
   * @param ordinals sorted, unique
   * @param originalDigest version in the store
   * @param servedDigest version in the store
   */
  static ModelOutputs of(
      Dataset dataset,
      int[] ordinals,
      ArtifactStore store,
      String originalDigest,
      String servedDigest,
      RuntimeOptions runtime) {
    return new ModelOutputs(
        dataset,
        ordinals,
        logits(dataset, ordinals, store, originalDigest, runtime),
        logits(dataset, ordinals, store, servedDigest, runtime));
  }

  /** Accuracy of both models on some of the samples. */
  DemoReport.GroupAccuracy accuracy(String name, int[] chosen) {
    return new DemoReport.GroupAccuracy(
        name,
        chosen.length,
        Accuracies.of(pick(before, chosen), dataset, chosen),
        Accuracies.of(pick(after, chosen), dataset, chosen));
  }

  /** The original's confidence in the true class. */
  double[] confidenceBefore(int[] chosen) {
    return Accuracies.confidence(pick(before, chosen), dataset, chosen);
  }

  /** The served version's confidence in the true class. */
  double[] confidenceAfter(int[] chosen) {
    return Accuracies.confidence(pick(after, chosen), dataset, chosen);
  }

  /** How both models mark the samples to forget of a plan. */
  Map<String, Double> marksBefore(LabelledSamples samples, SamplePlan plan, SampleOrder order) {
    return marks(samples, plan, order, before);
  }

  Map<String, Double> marksAfter(LabelledSamples samples, SamplePlan plan, SampleOrder order) {
    return marks(samples, plan, order, after);
  }

  private Map<String, Double> marks(
      LabelledSamples samples, SamplePlan plan, SampleOrder order, Logits outputs) {
    Evaluation evaluation =
        Evaluation.of(
            samples,
            plan,
            order,
            AttackSettings.defaults(1), // no attacker is trained for the marks
            asked -> pick(outputs, asked));
    return new MetricMap().putMarks("", evaluation.marks()).toMap();
  }

  private Logits pick(Logits all, int[] chosen) {
    float[] values = new float[chosen.length * all.classes()];
    IntStream.range(0, chosen.length)
        .forEach(
            i ->
                System.arraycopy(
                    all.row(Arrays.binarySearch(ordinals, chosen[i])),
                    0,
                    values,
                    i * all.classes(),
                    all.classes()));
    return new Logits(values, chosen.length, all.classes());
  }

  private static Logits logits(
      Dataset dataset, int[] ordinals, ArtifactStore store, String digest, RuntimeOptions runtime) {
    try (TrainableModel model = TrainableModel.load(store.tree(digest), runtime)) {
      return model.logits(dataset, ordinals, ProgressListener.none());
    }
  }
}
