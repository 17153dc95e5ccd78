// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import java.util.Arrays;

/** Makes one set of samples comparable to another of a different class mix. */
public final class ClassMix {

  private ClassMix() {}

  /**
   * Weights that give {@code samples} the class mix of {@code target}: together 1, equal within a
   * class.
   *
   * @param samples classes of the samples to weight
   * @param target classes of the samples to resemble
   * @param classes how many classes
   * @return {@code [samples.length]}; all NaN where a class of the target has no sample, or the
   *     target is empty: then there is nothing to compare with, and what is computed from it must
   *     not pass
   */
  public static double[] weights(int[] samples, int[] target, int classes) {
    long[] have = counts(samples, classes);
    long[] want = counts(target, classes);
    double[] weights = new double[samples.length];
    boolean comparable = target.length > 0;
    for (int c = 0; c < classes; c++) {
      comparable &= want[c] == 0 || have[c] > 0;
    }
    if (!comparable) {
      Arrays.fill(weights, Double.NaN);
      return weights;
    }
    for (int i = 0; i < samples.length; i++) {
      int c = samples[i];
      weights[i] = (double) want[c] / target.length / have[c];
    }
    return weights;
  }

  static long[] counts(int[] labels, int classes) {
    long[] counts = new long[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }
}
