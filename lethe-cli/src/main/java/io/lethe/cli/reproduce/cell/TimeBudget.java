// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import io.lethe.cli.console.Console;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/**
 * How long an unlearning may take: a share of what retraining took (the paper: 15 %).
 *
 * @param share above 0
 * @param retraining time of the retrained model's training
 */
public record TimeBudget(double share, Duration retraining) {

  /** The paper's share. */
  public static final double PAPER = 0.15;

  /** Refuses a share that is not above 0, and a retraining that took no time. */
  public TimeBudget {
    requireShare(share);
    if (retraining.isNegative() || retraining.isZero()) {
      throw new IllegalArgumentException(
          "the retraining's time is " + retraining + "; it must be above 0");
    }
  }

  public static void requireShare(double share) {
    if (!(share > 0) || Double.isInfinite(share)) {
      throw new IllegalArgumentException(
          "--time-budget is "
              + share
              + "; it must be a share of the retraining's time above 0, such as "
              + PAPER);
    }
  }

  /** The longest that an unlearning may take. */
  public Duration limit() {
    return Duration.ofNanos(Math.round(retraining.toNanos() * share));
  }

  /** Whether so much is within the budget. */
  boolean allows(Duration spent) {
    return spent.compareTo(limit()) <= 0;
  }

  @Override
  public String toString() {
    return "%s (%s %% of the retraining's %s)"
        .formatted(Console.human(limit()), percent(), Console.human(retraining));
  }

  private String percent() {
    return BigDecimal.valueOf(100 * share)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }
}
