// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * Whether a model is as often right as it says: the expected calibration error, over {@value #BINS}
 * bins b of equal width by the largest probability,
 *
 * <pre>ECE = sum_b n_b/n | mean confidence in b - accuracy in b |</pre>
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al., On Calibration of Modern Neural
 *     Networks, ICML 2017</a>
 */
public final class Calibration {
  private static final int BINS = 15;

  private Calibration() {}

  /**
   * Each sample's part in the error: their mean is the ECE. With s_b the sign of a bin's
   * difference, it is {@code s_b (confidence - hit)}.
   *
   * @param probabilities {@code [n][classes]}
   * @param hits {@code [n]}, 1 where the model is right, else 0
   */
  public static double[] errors(double[][] probabilities, double[] hits) {
    double[] errors = new double[hits.length];
    int[] bins = new int[hits.length];
    double[] sums = new double[BINS];
    for (int i = 0; i < hits.length; i++) {
      double confidence = largest(probabilities[i]);
      bins[i] = Math.min(BINS - 1, (int) (confidence * BINS));
      errors[i] = confidence - hits[i];
      sums[bins[i]] += errors[i];
    }
    for (int i = 0; i < hits.length; i++) {
      errors[i] *= Math.signum(sums[bins[i]]);
    }
    return errors;
  }

  private static double largest(double[] row) {
    double largest = row[0];
    for (double value : row) {
      largest = Math.max(largest, value);
    }
    return largest;
  }
}
