// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

/** How far the outputs of two models on the same samples lie apart. */
public final class Divergence {

  private Divergence() {}

  /**
   * Jensen-Shannon divergence, Eq. 8 of the SFTC paper: the mean over samples of {@code ½KL(p‖m) +
   * ½KL(q‖m)}, {@code m = (p+q)/2}, natural logarithm, {@code 0 log 0 = 0}.
   *
   * @param p probabilities of one model {@code [n][classes]}
   * @param q probabilities of the other, same samples in the same order
   * @return 0 to ln 2; NaN without samples
   */
  public static double jensenShannon(double[][] p, double[][] q) {
    return meanOverSamples(p, q, Divergence::jensenShannonTerm);
  }

  /**
   * What the authors' published code computes in Eq. 8's place: the mean of {@code ½KL(m‖p) +
   * ½KL(m‖q)}. Unbounded, Infinity where one side is 0, NaN where both are; the paper's Table 1
   * holds this quantity (values above ln 2).
   *
   * @param p probabilities of one model {@code [n][classes]}
   * @param q probabilities of the other, same samples in the same order
   */
  public static double referenceCode(double[][] p, double[][] q) {
    return meanOverSamples(p, q, Divergence::referenceTerm);
  }

  private static double jensenShannonTerm(double p, double q) {
    double m = (p + q) / 2;
    return 0.5 * (entropyTerm(p, m) + entropyTerm(q, m));
  }

  private static double referenceTerm(double p, double q) {
    double m = (p + q) / 2;
    return 0.5 * m * ((Math.log(m) - Math.log(p)) + (Math.log(m) - Math.log(q)));
  }

  private static double entropyTerm(double a, double m) {
    return a == 0 ? 0 : a * Math.log(a / m);
  }

  @FunctionalInterface
  private interface Term {
    double of(double p, double q);
  }

  private static double meanOverSamples(double[][] p, double[][] q, Term term) {
    if (p.length != q.length) {
      throw new IllegalArgumentException(
          "divergence of "
              + p.length
              + " and "
              + q.length
              + " rows: both models must see the same samples");
    }
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i].length != q[i].length) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " has "
                + p[i].length
                + " and "
                + q[i].length
                + " classes: they must be equal");
      }
      for (int c = 0; c < p[i].length; c++) {
        sum += term.of(p[i][c], q[i][c]);
      }
    }
    return p.length == 0 ? Double.NaN : sum / p.length;
  }
}
