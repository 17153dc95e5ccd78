// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * Grows one regression tree leaf by leaf, always splitting the leaf that gains most, from gradients
 * and curvatures of a loss (as XGBoost and LightGBM do): gain = GL²/(HL+λ) + GR²/(HR+λ) - G²/(H+λ),
 * leaf value = -G/(H+λ).
 */
final class TreeGrower {

  private static final double SMALLEST_GAIN = 1e-9;

  private final BinnedColumns data;
  private final int maxLeaves;
  private final int minRows;
  private final double penalty;
  private final double[] gradient;
  private final double[] curvature;
  private int[] rows = {};
  private int[] scratch = {};

  /** Reads gradient and curvature anew at every {@link #grow}; the caller refills them. */
  TreeGrower(
      BinnedColumns data,
      int maxLeaves,
      int minRows,
      double penalty,
      double[] gradient,
      double[] curvature) {
    this.data = data;
    this.maxLeaves = maxLeaves;
    this.minRows = minRows;
    this.penalty = penalty;
    this.gradient = gradient;
    this.curvature = curvature;
  }

  /**
   * A leaf while the tree grows: rows[from..to), sums by column and bin, and the best way to split
   * it.
   */
  private static final class Leaf {
    private final int node;
    private final int from;
    private final int to;
    private final double[][] sums;
    private double gain;
    private int column;
    private int bin;

    private Leaf(int node, int from, int to, double[][] sums) {
      this.node = node;
      this.from = from;
      this.to = to;
      this.sums = sums;
    }
  }

  /**
   * Grows a tree.
   *
   * @param sample the rows to learn from; its order is changed
   * @param shrinkage factor on every leaf's value
   */
  RegressionTree grow(int[] sample, double shrinkage) {
    rows = sample;
    scratch = new int[sample.length];
    RegressionTree tree = new RegressionTree(maxLeaves);
    List<Leaf> leaves = new ArrayList<>();
    leaves.add(scored(new Leaf(0, 0, sample.length, sums(0, sample.length))));
    while (leaves.size() < maxLeaves) {
      Leaf best = leaves.get(0);
      for (Leaf leaf : leaves) {
        best = leaf.gain > best.gain ? leaf : best;
      }
      if (!(best.gain > SMALLEST_GAIN)) {
        break;
      }
      leaves.remove(best);
      split(best, tree, leaves);
    }
    for (Leaf leaf : leaves) {
      double[] total = total(leaf);
      tree.setValue(leaf.node, -shrinkage * total[0] / (total[1] + penalty));
    }
    return tree;
  }

  private void split(Leaf parent, RegressionTree tree, List<Leaf> leaves) {
    int middle = partition(parent);
    int node = tree.split(parent.node, parent.column, data.cut(parent.column, parent.bin));
    boolean leftIsSmaller = middle - parent.from <= parent.to - middle;
    double[][] small = leftIsSmaller ? sums(parent.from, middle) : sums(middle, parent.to);
    double[][] large = parent.sums; // what is not in one child is in the other
    for (int c = 0; c < large.length; c++) {
      for (int i = 0; i < large[c].length; i++) {
        large[c][i] -= small[c][i];
      }
    }
    leaves.add(scored(new Leaf(node, parent.from, middle, leftIsSmaller ? small : large)));
    leaves.add(scored(new Leaf(node + 1, middle, parent.to, leftIsSmaller ? large : small)));
  }

  /**
   * Sorts a leaf's rows into left and right, keeping their order; returns where the right ones
   * begin.
   */
  private int partition(Leaf leaf) {
    short[] bins = data.column(leaf.column);
    int left = leaf.from;
    int right = 0;
    for (int i = leaf.from; i < leaf.to; i++) {
      if (bins[rows[i]] <= leaf.bin) {
        rows[left++] = rows[i];
      } else {
        scratch[right++] = rows[i];
      }
    }
    System.arraycopy(scratch, 0, rows, left, right);
    return left;
  }

  /** By column: gradient, curvature and count of bin 0, then of bin 1, and so on. */
  private double[][] sums(int from, int to) {
    double[][] sums = new double[data.columns()][];
    for (int c = 0; c < sums.length; c++) {
      double[] column = new double[3 * data.binsOf(c)];
      short[] bins = data.column(c);
      for (int i = from; i < to; i++) {
        int row = rows[i];
        int at = 3 * bins[row];
        column[at] += gradient[row];
        column[at + 1] += curvature[row];
        column[at + 2]++;
      }
      sums[c] = column;
    }
    return sums;
  }

  /** Gradient, curvature and count of a whole leaf. */
  private static double[] total(Leaf leaf) {
    double[] total = new double[3];
    double[] column = leaf.sums[0];
    for (int i = 0; i < column.length; i++) {
      total[i % 3] += column[i];
    }
    return total;
  }

  private Leaf scored(Leaf leaf) {
    double[] total = total(leaf);
    if (total[2] < 2 * minRows) {
      return leaf;
    }
    double whole = score(total[0], total[1]);
    for (int c = 0; c < leaf.sums.length; c++) {
      double[] column = leaf.sums[c];
      double g = 0;
      double h = 0;
      double n = 0;
      for (int bin = 0; bin < column.length / 3 - 1; bin++) {
        g += column[3 * bin];
        h += column[3 * bin + 1];
        n += column[3 * bin + 2];
        if (n < minRows || total[2] - n < minRows) {
          continue;
        }
        double gain = score(g, h) + score(total[0] - g, total[1] - h) - whole;
        if (gain > leaf.gain) {
          leaf.gain = gain;
          leaf.column = c;
          leaf.bin = bin;
        }
      }
    }
    return leaf;
  }

  private double score(double g, double h) {
    return g * g / (h + penalty);
  }
}
