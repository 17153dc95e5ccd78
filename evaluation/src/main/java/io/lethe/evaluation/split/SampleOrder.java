// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * An order of samples that fixes every choice of the verifier: the same order gives the same split.
 */
public interface SampleOrder {

  /**
   * A number as good as random, fixed for this purpose and ordinal.
   *
   * @param purpose what the order is for; two purposes have independent orders
   * @param ordinal the sample
   */
  long rank(String purpose, int ordinal);

  /** A seed for other random choices. */
  default long seed(String purpose) {
    return rank(purpose + "/seed", 0);
  }

  /** The ordinals in this order. */
  default int[] sorted(String purpose, int[] ordinals) {
    record Ranked(long rank, int ordinal) {}
    return IntStream.of(ordinals)
        .mapToObj(ordinal -> new Ranked(rank(purpose, ordinal), ordinal))
        .sorted(Comparator.comparingLong(Ranked::rank).thenComparingInt(Ranked::ordinal))
        .mapToInt(Ranked::ordinal)
        .toArray();
  }
}
