// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Arrays;

/**
 * How far a model is for a sample's true class: the log-odds margin
 *
 * <pre>phi = log(p_y / (1 - p_y)) = z_y - log sum_{j != y} exp z_j</pre>
 *
 * <p>from logits, so that it stays finite where p rounds to 0 or 1. Over models trained with and
 * without a sample it scatters like a normal variable, which p does not.
 *
 * @see <a href="https://arxiv.org/abs/2112.03570">Carlini et al., Membership Inference Attacks From
 *     First Principles, section IV.C</a>
 */
public final class LogOdds {

  private LogOdds() {}

  /**
   * The margin of each sample.
   *
   * @param logits {@code [n][classes]}, at least 2 classes
   * @param labels {@code [n]}
   */
  public static double[] of(double[][] logits, int[] labels) {
    double[] margins = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      margins[i] = of(logits[i], labels[i]);
    }
    return margins;
  }

  private static double of(double[] logits, int label) {
    if (logits.length < 2) {
      throw new IllegalArgumentException(
          "%d class: odds of a class need another one".formatted(logits.length));
    }
    return logits[label] - logSumExp(logits, label);
  }

  /**
   * The margin of each row.
   *
   * @param labels {@code [logits.rows()]}
   */
  public static double[] of(Logits logits, int[] labels) {
    if (labels.length != logits.rows()) {
      throw new IllegalArgumentException(
          "%d labels for %d rows of logits".formatted(labels.length, logits.rows()));
    }
    double[] margins = new double[labels.length];
    Arrays.setAll(margins, i -> of(logits.row(i), labels[i]));
    return margins;
  }

  /**
   * The margin of one sample.
   *
   * @param logits {@code [classes]}, at least 2
   */
  public static double of(float[] logits, int label) {
    double[] wide = new double[logits.length];
    Arrays.setAll(wide, c -> logits[c]);
    return of(wide, label);
  }

  /** The cross entropy of each sample in nats: {@code -log p_y = log(1 + exp(-phi))}. */
  public static double[] losses(double[] margins) {
    double[] losses = new double[margins.length];
    for (int i = 0; i < losses.length; i++) {
      double phi = margins[i];
      losses[i] = Math.max(0, -phi) + Math.log1p(Math.exp(-Math.abs(phi)));
    }
    return losses;
  }

  private static double logSumExp(double[] logits, int without) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < logits.length; c++) {
      max = c == without ? max : Math.max(max, logits[c]);
    }
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      sum += c == without ? 0 : Math.exp(logits[c] - max);
    }
    return max + Math.log(sum);
  }
}
