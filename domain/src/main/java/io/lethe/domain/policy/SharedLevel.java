// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

/**
 * The level of a test of equivalence that is asked again and again about the same people. Who may
 * try until chance lets him pass has no level at all; so the j-th verdict about them has half of
 * what the one before it had,
 *
 * <pre>alpha_j = 0.05 / 2^j,    sum_j alpha_j = 0.05,    confidence of the interval = 1 - 2 alpha_j
 * </pre>
 *
 * <p>and the chance that any of them passes what is not equivalent nominally stays below 0.05,
 * however many follow (Bonferroni; as far as the intervals hold their level). The first interval is
 * the usual one of 95 %.
 *
 * @param judgedBefore verdicts that were given about these people before, at least 0
 */
public record SharedLevel(int judgedBefore) {

  /** Of everybody's first verdict. */
  public static final SharedLevel FIRST = new SharedLevel(0);

  /** The 97.5 % quantile of the normal distribution. */
  private static final double QUANTILE = 1.959963984540054;

  private static final double FIRST_TAIL = 0.025;

  /** From here on the tail stays, so that the level stays below 1; nothing passes so late. */
  private static final int LAST = 40;

  public SharedLevel {
    if (judgedBefore < 0) {
      throw new IllegalArgumentException(
          "verdicts before this one are " + judgedBefore + "; they cannot be fewer than none");
    }
  }

  /** Of the verdict after this one. */
  SharedLevel next() {
    return new SharedLevel(judgedBefore + 1);
  }

  /** What the interval must hold, 0.95 at first. */
  public double confidence() {
    return 1 - 2 * tail();
  }

  /**
   * By what the half of a 95 % interval is multiplied: the ratio of normal quantiles, of which the
   * later one is bounded by Mills' {@code Q(z) < exp(-z²/2) / (z sqrt(2 pi))} and so a few per cent
   * wider than need be.
   */
  public double widening() {
    if (judgedBefore == 0) {
      return 1;
    }
    double low = QUANTILE;
    double high = 40;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (Math.exp(-middle * middle / 2) / (middle * Math.sqrt(2 * Math.PI)) > tail()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high / QUANTILE;
  }

  private double tail() {
    return FIRST_TAIL / Math.scalb(1.0, Math.min(judgedBefore, LAST));
  }
}
