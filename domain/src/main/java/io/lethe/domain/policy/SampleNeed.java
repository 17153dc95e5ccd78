// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/**
 * How many samples a set should have of which a gate could not tell. It is reckoned from the set
 * that was measured,
 *
 * <pre>asked = ceil({@value #MARGIN} n max_c growth_c)
 * </pre>
 *
 * <p>over the tests of equivalence c ({@link Requirement#growth}), all of them, for who passes at
 * this level may not at the next. Were n max growth all, a value that stays on average would pass
 * in one of two cases; twice as many let it pass in about four of five, since (1.96 + 0.84)² /
 * 1.96² = 2.04, by one criterion alone.
 *
 * <p>The draws are people, not samples: the number holds for people who bring as many samples each
 * as those who were measured, and are treated as they were. It is an estimate from one set. Where
 * people of several such sets come together, their next level is stricter than was reckoned with.
 */
public final class SampleNeed {

  /** How many times as many as would do if no value moved. */
  private static final int MARGIN = 2;

  private SampleNeed() {}

  /**
   * The number, above what was measured.
   *
   * @param samples that were measured
   * @param growths of the tests of equivalence
   * @return empty where more samples would not show it, or nothing was tested so
   */
  public static OptionalLong of(long samples, DoubleStream growths) {
    double most = growths.max().orElse(Double.POSITIVE_INFINITY);
    return Double.isFinite(most)
        ? OptionalLong.of(Math.max(samples + 1, (long) Math.ceil(MARGIN * samples * most)))
        : OptionalLong.empty();
  }
}
