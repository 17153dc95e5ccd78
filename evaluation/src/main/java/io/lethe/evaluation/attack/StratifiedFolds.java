// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Cuts samples into folds of like composition. */
public final class StratifiedFolds {

  private StratifiedFolds() {}

  /**
   * A fold for every sample: each stratum is shuffled and dealt out in turn, so that the folds'
   * shares of a stratum differ by one sample at most.
   *
   * @param strata a number a sample; equal numbers are one stratum
   * @param folds how many, at least 2
   * @param seed of the shuffling
   * @return {@code [n]}, 0 to folds - 1
   */
  public static int[] assign(int[] strata, int folds, long seed) {
    if (folds < 2) {
      throw new IllegalArgumentException(folds + " folds: cross-validation needs at least 2");
    }
    Map<Integer, List<Integer>> rowsOf = new TreeMap<>();
    for (int i = 0; i < strata.length; i++) {
      rowsOf.computeIfAbsent(strata[i], s -> new ArrayList<>()).add(i);
    }
    int[] fold = new int[strata.length];
    Random random = new Random(seed);
    int next = 0; // dealt on across strata: small strata do not all fill fold 0
    for (List<Integer> rows : rowsOf.values()) {
      Collections.shuffle(rows, random);
      for (int row : rows) {
        fold[row] = next++ % folds;
      }
    }
    return fold;
  }
}
