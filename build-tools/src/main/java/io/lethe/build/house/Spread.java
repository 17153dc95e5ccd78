// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.util.stream.IntStream;

/**
 * How a measure is spread over what was measured.
 *
 * @param median half of them are at most this
 * @param p90 nine tenths of them are at most this
 * @param max the largest
 */
record Spread(int median, int p90, int max) {

  /** The spread of some values; of none, zeros. */
  static Spread of(IntStream values) {
    int[] sorted = values.sorted().toArray();
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.9), quantile(sorted, 1));
  }

  private static int quantile(int[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
