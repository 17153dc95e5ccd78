// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import java.util.Map;

/**
 * The statistics of generator rows that the reference reports.
 *
 * @param byName value by the reference's name
 */
public record RowStatistics(Map<String, Double> byName) {

  /** Over rows: of the largest probability, of the label's probability, and of the entropy. */
  public record Softmax(Map<String, Double> byName) {}

  public static RowStatistics of(float[][] rows, int[] labels) {
    double hits = 0;
    double label = 0;
    double labelSquare = 0;
    double other = 0;
    double otherSquare = 0;
    double margin = 0;
    for (int i = 0; i < rows.length; i++) {
      double own = rows[i][labels[i]];
      double bestOther = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < rows[i].length; k++) {
        if (k != labels[i]) {
          other += rows[i][k];
          otherSquare += rows[i][k] * rows[i][k];
          bestOther = Math.max(bestOther, rows[i][k]);
        }
      }
      hits += argmax(rows[i]) == labels[i] ? 1 : 0;
      label += own;
      labelSquare += own * own;
      margin += own - bestOther;
    }
    double n = rows.length;
    double others = n * (rows[0].length - 1);
    double labelMean = label / n;
    return new RowStatistics(
        Map.of(
            "argmax_is_label", hits / n,
            "label_logit_mean", labelMean,
            "label_logit_std", Math.sqrt(labelSquare / n - labelMean * labelMean),
            "other_logit_mean", other / others,
            "other_logit_second_moment", otherSquare / others,
            "margin_mean", margin / n));
  }

  public static Softmax softmax(float[][] rows, int[] labels, double temperature) {
    double max = 0;
    double maxSquare = 0;
    double label = 0;
    double entropy = 0;
    for (int i = 0; i < rows.length; i++) {
      double[] p = GraphLoss.softmax(rows[i], temperature);
      double largest = p[argmax(rows[i])];
      max += largest;
      maxSquare += largest * largest;
      label += p[labels[i]];
      for (double each : p) {
        entropy -= each * Math.log(each);
      }
    }
    double n = rows.length;
    double mean = max / n;
    return new Softmax(
        Map.of(
            "max_probability_mean",
            mean,
            "max_probability_std",
            Math.sqrt(maxSquare / n - mean * mean),
            "label_probability_mean",
            label / n,
            "entropy_mean",
            entropy / n));
  }

  public static int argmax(float[] row) {
    int best = 0;
    for (int k = 1; k < row.length; k++) {
      best = row[k] > row[best] ? k : best;
    }
    return best;
  }
}
