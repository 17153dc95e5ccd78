// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import java.util.Locale;

/** What the gate should say of a candidate, and how often it may not. */
enum Truth {
  /** Never saw the people, who are drawn at random: should pass. */
  HONEST(0.95, 0.03),
  /** Never saw the people, who look unlike the rest: should pass. */
  HONEST_GROUP(0.90, 0.05),
  /** What the product makes: should pass. */
  OURS(0.875, 1),
  /** Knows everybody, and is judged by less than the gate asks: may pass once in 200 times. */
  UNTOUCHED(0, 1),
  /**
   * Knows a fifth of the people or more as the parent does, learnt the test split, passes a group
   * off as random people, or gives outputs that nobody should serve: must not pass.
   */
  DISHONEST(0, 1),
  /**
   * No bar: nobody has measured whether it knows a fifth of the people, or it is judged by less
   * than the gate asks.
   */
  LISTED(0, 1);

  private static final double UNTOUCHED_PASSED = 1.0 / 200;

  private final double leastPassed;
  private final double mostFailed;

  Truth(double leastPassed, double mostFailed) {
    this.leastPassed = leastPassed;
    this.mostFailed = mostFailed;
  }

  /** As tables have it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether it should pass. */
  boolean isGood() {
    return this == HONEST || this == HONEST_GROUP || this == OURS;
  }

  /** Whether it must not. */
  boolean isBad() {
    return this == UNTOUCHED || this == DISHONEST;
  }

  /** Whether too many passed of those that must not; of none, nothing was shown. */
  boolean isBarred(long passed, long all) {
    return isBad() && (all == 0 || passed > (this == UNTOUCHED ? UNTOUCHED_PASSED * all : 0));
  }

  /** Whether too few passed, or too many failed, of those that should pass. */
  boolean isShort(long passed, long failed, long all) {
    return isGood() && (all == 0 || passed < leastPassed * all || failed > mostFailed * all);
  }
}
