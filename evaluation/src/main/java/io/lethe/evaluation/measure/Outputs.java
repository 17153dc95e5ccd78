// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.learning.model.Logits;
import java.util.Arrays;

/** What one model answered about some samples, addressed by ordinal. */
final class Outputs {

  private final int[] ordinals;
  private final double[][] logits;
  private final double[][] probabilities;

  private Outputs(int[] ordinals, double[][] logits, double[][] probabilities) {
    this.ordinals = ordinals;
    this.logits = logits;
    this.probabilities = probabilities;
  }

  /**
   * Asks the model once about every sample.
   *
   * @param ordinals sorted, unique
   * @throws IllegalStateException if it answers with another number of rows or classes
   */
  static Outputs of(Predictor model, int[] ordinals, int classes) {
    Logits answer = model.logits(ordinals);
    if (answer.rows() != ordinals.length || answer.classes() != classes) {
      throw new IllegalStateException(
          "the model answered %d x %d logits for %d samples of %d classes"
              .formatted(answer.rows(), answer.classes(), ordinals.length, classes));
    }
    double[][] logits = new double[answer.rows()][classes];
    for (int r = 0; r < logits.length; r++) {
      for (int c = 0; c < classes; c++) {
        logits[r][c] = answer.values()[r * classes + c];
      }
    }
    return new Outputs(ordinals, logits, answer.probabilities());
  }

  double[][] logits(int[] chosen) {
    return pick(logits, chosen);
  }

  double[][] probabilities(int[] chosen) {
    return pick(probabilities, chosen);
  }

  private double[][] pick(double[][] rows, int[] chosen) {
    return Arrays.stream(chosen)
        .mapToObj(o -> rows[Arrays.binarySearch(ordinals, o)])
        .toArray(double[][]::new);
  }
}
