// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;

/** How often a model is right, and how sure of it. */
public final class Accuracies {
  private Accuracies() {}

  /** Share of samples whose most likely class is the true one; NaN without samples. */
  public static double of(
      TrainableModel model, Dataset dataset, int[] ordinals, ProgressListener progress) {
    return of(model.logits(dataset, ordinals, progress), dataset, ordinals);
  }

  /** The same from outputs, row i for {@code ordinals[i]}. */
  public static double of(Logits logits, Dataset dataset, int[] ordinals) {
    int hits = 0;
    for (int row = 0; row < ordinals.length; row++) {
      if (logits.argmax(row) == dataset.label(ordinals[row])) {
        hits++;
      }
    }
    return (double) hits / ordinals.length;
  }

  /** Probability of the true class, row i for {@code ordinals[i]}, each in [0, 1]. */
  public static double[] confidence(Logits logits, Dataset dataset, int[] ordinals) {
    double[][] probabilities = logits.probabilities();
    double[] confidence = new double[ordinals.length];
    for (int row = 0; row < ordinals.length; row++) {
      confidence[row] = Math.min(1, probabilities[row][dataset.label(ordinals[row])]);
    }
    return confidence;
  }
}
