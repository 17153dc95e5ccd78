// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.Arrays;

/**
 * A matrix with every column cut into at most 64 bins of about equal count, so that a split is a
 * number of a bin. Column-major: a tree looks at one column after another.
 */
final class BinnedColumns {

  static final int MAX_BINS = 64;

  private final short[][] bins;
  private final double[][] cuts;

  private BinnedColumns(short[][] bins, double[][] cuts) {
    this.bins = bins;
    this.cuts = cuts;
  }

  static BinnedColumns of(FeatureMatrix features) {
    short[][] bins = new short[features.columns()][features.rows()];
    double[][] cuts = new double[features.columns()][];
    for (int c = 0; c < features.columns(); c++) {
      double[] values = new double[features.rows()];
      for (int r = 0; r < values.length; r++) {
        values[r] = features.at(r, c);
      }
      cuts[c] = cuts(values);
      for (int r = 0; r < values.length; r++) {
        int found = Arrays.binarySearch(cuts[c], values[r]);
        bins[c][r] = (short) (found >= 0 ? found : -found - 1);
      }
    }
    return new BinnedColumns(bins, cuts);
  }

  int columns() {
    return bins.length;
  }

  int rows() {
    return bins[0].length;
  }

  /** How many bins a column has, at least 1. */
  int binsOf(int column) {
    return cuts[column].length + 1;
  }

  /** Bins of a column by row; not to be changed. */
  short[] column(int column) {
    return bins[column];
  }

  /** The largest value of a bin: what is at most this lies in it or left of it. */
  double cut(int column, int bin) {
    return cuts[column][bin];
  }

  /** Values halfway between neighbours at equal steps of rank, without repetitions, sorted. */
  private static double[] cuts(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= MAX_BINS) {
      double[] cuts = new double[distinct.length - 1];
      for (int i = 0; i < cuts.length; i++) {
        cuts[i] = between(distinct[i], distinct[i + 1]);
      }
      return cuts;
    }
    double[] cuts = new double[MAX_BINS - 1];
    int count = 0;
    for (int i = 1; i < MAX_BINS; i++) {
      int rank = (int) ((long) i * sorted.length / MAX_BINS);
      double cut = between(sorted[rank - 1], sorted[rank]);
      if (sorted[rank - 1] < sorted[rank] && (count == 0 || cut > cuts[count - 1])) {
        cuts[count++] = cut;
      }
    }
    return Arrays.copyOf(cuts, count);
  }

  /** At least the lower and below the upper value, also where no double lies between them. */
  private static double between(double lower, double upper) {
    double middle = lower + (upper - lower) / 2;
    return middle < upper ? middle : lower;
  }
}
