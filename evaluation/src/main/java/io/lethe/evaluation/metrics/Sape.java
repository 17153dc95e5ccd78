// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/**
 * Symmetric absolute percentage error, the ground of AccErr and AccDis (Eq. 4 to 7 of the SFTC
 * paper).
 */
public final class Sape {

  private Sape() {}

  /**
   * {@code |b - a| / (b + a)}, as a fraction.
   *
   * @param a an accuracy, 0 to 1, or NaN
   * @param b another
   * @return 0 to 1; 0 for two zeros, where the paper's formula says nothing: two models that are
   *     both always wrong do not differ; NaN if either is NaN
   */
  public static double of(double a, double b) {
    if (a < 0 || b < 0) {
      throw new IllegalArgumentException(
          "SAPE of " + a + " and " + b + ": accuracies are not negative");
    }
    return a == 0 && b == 0 ? 0 : Math.abs(b - a) / (b + a);
  }
}
