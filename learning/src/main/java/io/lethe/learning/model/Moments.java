// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Arrays;

/**
 * How numbers scatter.
 *
 * @param mean of them
 * @param deviation standard deviation over n, not n - 1
 */
public record Moments(double mean, double deviation) {

  /**
   * Of these numbers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Moments of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there are no numbers to take the mean of");
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Moments(mean, Math.sqrt(squares / values.length));
  }
}
