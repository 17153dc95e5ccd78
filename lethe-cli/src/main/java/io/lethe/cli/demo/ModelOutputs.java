// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.offline.Accuracies;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import java.util.Arrays;
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
