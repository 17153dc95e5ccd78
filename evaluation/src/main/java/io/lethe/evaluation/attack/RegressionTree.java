// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.Arrays;

/**
 * A binary tree of thresholds with a number in every leaf. Built by {@link TreeGrower}; node 0 is
 * the root.
 */
final class RegressionTree {

  private static final int LEAF = -1;

  private final int[] column;
  private final double[] threshold;
  private final int[] left;
  private final int[] right;
  private final double[] value;
  private int nodes = 1;

  /** A single leaf of value 0, with room for so many. */
  RegressionTree(int maxLeaves) {
    int room = 2 * maxLeaves - 1;
    column = new int[room];
    threshold = new double[room];
    left = new int[room];
    right = new int[room];
    value = new double[room];
    Arrays.fill(column, LEAF);
  }

  /**
   * Makes a leaf an inner node with two leaves.
   *
   * @return the left leaf; the right one is the next number
   */
  int split(int leaf, int splitColumn, double splitThreshold) {
    column[leaf] = splitColumn;
    threshold[leaf] = splitThreshold;
    left[leaf] = nodes;
    right[leaf] = nodes + 1;
    nodes += 2;
    return left[leaf];
  }

  void setValue(int leaf, double number) {
    value[leaf] = number;
  }

  /** The number of the leaf into which a row falls. */
  double predict(FeatureMatrix features, int row) {
    int node = 0;
    while (column[node] != LEAF) {
      node = features.at(row, column[node]) <= threshold[node] ? left[node] : right[node];
    }
    return value[node];
  }
}
