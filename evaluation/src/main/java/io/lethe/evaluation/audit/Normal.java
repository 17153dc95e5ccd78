// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

import java.util.stream.DoubleStream;

/**
 * A normal distribution fitted to a few values: mean, and the deviation with n - 1. Values that are
 * all the same, or one alone, have no deviation; the {@link #FLOOR} stands in for it, far below
 * what models of different seeds scatter by (about 1), so that the density stays finite.
 *
 * @param mean of the values
 * @param deviation at least {@link #FLOOR}
 */
record Normal(double mean, double deviation) {
  /** The least deviation, in units of the margin. */
  static final double FLOOR = 0.01;

  static Normal of(double[] values) {
    double mean = DoubleStream.of(values).sum() / values.length;
    double squares = DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).sum();
    double deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Normal(mean, Math.max(FLOOR, deviation));
  }

  /** The logarithm of the density, without the term log(2 pi) / 2 that all normals share. */
  double logDensity(double x) {
    double z = (x - mean) / deviation;
    return -Math.log(deviation) - z * z / 2;
  }
}
