// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * Standardises values per class by mean and standard deviation of samples that the model has never
 * seen: z = (x - mean_y) / sd_y. A value of 0 is then what an unseen sample of the class has, and
 * classes that a model finds easy count no more than those that it finds hard.
 */
public final class ClassScale {
  private final double[] means;
  private final double[] deviations;

  private ClassScale(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /**
   * The scale of unseen samples.
   *
   * @param values {@code [n]}
   * @param labels {@code [n]}
   * @param classes how many classes
   */
  public static ClassScale of(double[] values, int[] labels, int classes) {
    DoubleSummaryStatistics[] ofClass = new DoubleSummaryStatistics[classes];
    Arrays.setAll(ofClass, c -> new DoubleSummaryStatistics());
    for (int i = 0; i < values.length; i++) {
      ofClass[labels[i]].accept(values[i]);
    }
    double[] squares = new double[classes];
    for (int i = 0; i < values.length; i++) {
      squares[labels[i]] += Math.pow(values[i] - ofClass[labels[i]].getAverage(), 2);
    }
    double[] means = new double[classes];
    double[] deviations = new double[classes];
    for (int c = 0; c < classes; c++) {
      means[c] = ofClass[c].getAverage();
      // What rounding leaves of equal values is no deviation.
      deviations[c] =
          ofClass[c].getMax() > ofClass[c].getMin()
              ? Math.sqrt(squares[c] / (ofClass[c].getCount() - 1))
              : Double.NaN;
    }
    return new ClassScale(means, deviations);
  }

  /**
   * Standardises samples.
   *
   * @return {@code [n]}; NaN in a class with fewer than two unseen samples, or whose unseen samples
   *     are all alike
   */
  public double[] standardise(double[] values, int[] labels) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (values[i] - means[labels[i]]) / deviations[labels[i]];
    }
    return result;
  }

  /** Whether samples of a class can be standardised. */
  public boolean covers(int label) {
    return Double.isFinite(means[label]) && Double.isFinite(deviations[label]);
  }
}
