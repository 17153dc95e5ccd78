// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import java.util.Arrays;

/** How often a classifier is right. */
public final class Accuracy {

  private Accuracy() {}

  /**
   * Per sample 1 if the class with the largest output (the first of equals) is the label, else 0.
   *
   * @param outputs logits or probabilities {@code [n][classes]}
   * @param labels {@code [n]}
   */
  public static double[] hits(double[][] outputs, int[] labels) {
    if (outputs.length != labels.length) {
      throw new IllegalArgumentException(
          outputs.length + " outputs and " + labels.length + " labels: each sample needs both");
    }
    double[] hits = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      hits[i] = argmax(outputs[i]) == labels[i] ? 1 : 0;
    }
    return hits;
  }

  /** The class with the largest output of each sample, the first of equals. */
  public static int[] predictions(double[][] outputs) {
    return Arrays.stream(outputs).mapToInt(Accuracy::argmax).toArray();
  }

  private static int argmax(double[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }
}
