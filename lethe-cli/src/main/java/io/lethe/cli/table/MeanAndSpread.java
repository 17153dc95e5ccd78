// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.table;

import java.util.List;

/**
 * A metric over seeds.
 *
 * @param mean of the values; NaN if there are none
 * @param spread their standard deviation (n - 1); NaN below two values
 * @param count how many values
 */
public record MeanAndSpread(double mean, double spread, int count) {

  public static MeanAndSpread of(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.size();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double spread = values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
    return new MeanAndSpread(values.isEmpty() ? Double.NaN : mean, spread, values.size());
  }

  /** {@code 0.8293 ± 0.0012}, without a spread the mean alone, without values a dash. */
  String rounded(int digits) {
    if (Double.isNaN(mean)) {
      return DataTable.NONE;
    }
    return Double.isNaN(spread)
        ? Decimals.rounded(mean, digits)
        : Decimals.rounded(mean, digits) + " ± " + Decimals.rounded(spread, digits);
  }
}
