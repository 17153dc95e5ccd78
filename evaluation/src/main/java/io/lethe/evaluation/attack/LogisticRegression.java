// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.Arrays;

/**
 * Logistic regression with an L2 penalty on standardised columns, fitted by Newton's method:
 * minimises {@code ½λ|w|² + Σ log loss}, the intercept not penalised. Strictly convex, hence one
 * solution whatever the seed. Cost: a few passes of rows × columns².
 *
 * @param penalty λ, above 0
 */
public record LogisticRegression(double penalty) implements AttackTrainer {

  private static final int MAX_STEPS = 100;
  private static final int MAX_HALVINGS = 30;
  private static final double TOLERANCE = 1e-8;

  /** Refuses a penalty that leaves separable rows without a solution. */
  public LogisticRegression {
    if (!(penalty > 0)) {
      throw new IllegalArgumentException("penalty is " + penalty + "; it must be above 0");
    }
  }

  @Override
  public Attack train(FeatureMatrix features, boolean[] member, long seed) {
    Standardised columns = Standardised.of(features);
    double[][] rows = columns.apply(features);
    double[] weights = new double[features.columns() + 1];
    double loss = loss(rows, member, weights);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] direction = newtonDirection(rows, member, weights);
      double scale = 1;
      double[] next = moved(weights, direction, scale);
      double nextLoss = loss(rows, member, next);
      for (int halving = 0; !(nextLoss <= loss) && halving < MAX_HALVINGS; halving++) {
        scale /= 2;
        next = moved(weights, direction, scale);
        nextLoss = loss(rows, member, next);
      }
      if (!(nextLoss <= loss)) {
        break; // no descent left in double arithmetic
      }
      boolean converged = loss - nextLoss <= TOLERANCE * (1 + Math.abs(loss));
      weights = next;
      loss = nextLoss;
      if (converged) {
        break;
      }
    }
    double[] fitted = weights;
    return asked -> probabilities(columns.apply(asked), fitted);
  }

  private double loss(double[][] rows, boolean[] member, double[] weights) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double margin = member[i] ? score(rows[i], weights) : -score(rows[i], weights);
      sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
    }
    for (int c = 1; c < weights.length; c++) {
      sum += penalty / 2 * weights[c] * weights[c];
    }
    return sum;
  }

  /** The solution d of {@code H d = -g}; index 0 is the intercept. */
  private double[] newtonDirection(double[][] rows, boolean[] member, double[] weights) {
    int size = weights.length;
    double[][] hessian = new double[size][size];
    double[] descent = new double[size];
    for (int i = 0; i < rows.length; i++) {
      double p = sigmoid(score(rows[i], weights));
      double error = (member[i] ? 1 : 0) - p;
      double curvature = p * (1 - p);
      for (int a = 0; a < size; a++) {
        double x = a == 0 ? 1 : rows[i][a - 1];
        descent[a] += error * x;
        for (int b = 0; b <= a; b++) {
          hessian[a][b] += curvature * x * (b == 0 ? 1 : rows[i][b - 1]);
        }
      }
    }
    for (int a = 0; a < size; a++) {
      // The tiny intercept term only keeps the system solvable when every probability is 0 or 1.
      hessian[a][a] += a == 0 ? 1e-9 : penalty;
      descent[a] -= a == 0 ? 0 : penalty * weights[a];
    }
    return Cholesky.solve(hessian, descent);
  }

  private static double[] moved(double[] weights, double[] direction, double scale) {
    double[] next = weights.clone();
    for (int c = 0; c < next.length; c++) {
      next[c] += scale * direction[c];
    }
    return next;
  }

  private static double[] probabilities(double[][] rows, double[] weights) {
    return Arrays.stream(rows).mapToDouble(row -> sigmoid(score(row, weights))).toArray();
  }

  private static double score(double[] row, double[] weights) {
    double sum = weights[0];
    for (int c = 0; c < row.length; c++) {
      sum += weights[c + 1] * row[c];
    }
    return sum;
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  /**
   * Mean 0 and deviation 1 by column, as the training rows have them; a constant column becomes 0.
   */
  @SuppressWarnings("ArrayRecordComponent") // never leaves the class
  private record Standardised(double[] means, double[] deviations) {

    static Standardised of(FeatureMatrix features) {
      double[] means = new double[features.columns()];
      double[] deviations = new double[features.columns()];
      for (int c = 0; c < means.length; c++) {
        double sum = 0;
        double squares = 0;
        for (int r = 0; r < features.rows(); r++) {
          sum += features.at(r, c);
        }
        means[c] = sum / features.rows();
        for (int r = 0; r < features.rows(); r++) {
          double d = features.at(r, c) - means[c];
          squares += d * d;
        }
        double deviation = Math.sqrt(squares / features.rows());
        deviations[c] = deviation > 0 ? deviation : 1;
      }
      return new Standardised(means, deviations);
    }

    double[][] apply(FeatureMatrix features) {
      double[][] rows = new double[features.rows()][features.columns()];
      for (int r = 0; r < rows.length; r++) {
        for (int c = 0; c < rows[r].length; c++) {
          rows[r][c] = (features.at(r, c) - means[c]) / deviations[c];
        }
      }
      return rows;
    }
  }
}
