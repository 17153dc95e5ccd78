// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.rum;

import io.lethe.learning.model.Logits;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Which rows a model knows best, by the log-odds of their true class. */
final class KnownRows {

  private KnownRows() {}

  /**
   * The better known half, the middle row included; of equals the first.
   *
   * @param rows ordinals
   * @param outputs what the model says of each, in the same order
   * @param labels the true label of a row, in [0, K)
   * @return sorted ordinals, (n + 1) / 2 of n
   */
  static int[] bestHalf(int[] rows, Logits outputs, IntUnaryOperator labels) {
    if (rows.length != outputs.rows()) {
      throw new IllegalArgumentException(
          outputs.rows() + " rows of outputs for " + rows.length + " rows; give one each");
    }
    double[] logOdds = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      logOdds[i] = logOdds(outputs.row(i), labels.applyAsInt(rows[i]));
    }
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> logOdds[i]).reversed())
        .limit((rows.length + 1) / 2)
        .mapToInt(i -> rows[i])
        .sorted()
        .toArray();
  }

  /** log(p_y / (1 - p_y)) = z_y - log sum over j != y of exp(z_j). */
  static double logOdds(float[] logits, int label) {
    Objects.checkIndex(label, logits.length);
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        largest = Math.max(largest, logits[k]);
      }
    }
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        sum += Math.exp(logits[k] - largest);
      }
    }
    return logits[label] - largest - Math.log(sum);
  }
}
