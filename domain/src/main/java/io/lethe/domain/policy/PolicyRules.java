// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.time.Duration;

/** Checks of single values; messages name key, value and rule. */
final class PolicyRules {

  /** Ten years. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private PolicyRules() {}

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
    }
  }

  static void from(int least, int most, String key, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %,d, not %,d".formatted(key, least, most, value));
    }
  }

  /** Above zero, and short enough to be added to the time whatever it is multiplied by. */
  static void positive(String key, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          key + " must be a duration above zero such as PT1H, not " + value);
    }
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          key + " must be a duration of at most " + LONGEST.toDays() + " days, not " + value);
    }
  }

  /** The comparison is spelled so that NaN breaks it. */
  static void fraction(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(key + " must be from 0 to 1, not " + value);
    }
  }

  /** The comparison is spelled so that NaN breaks it. */
  static void notNegative(String key, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(key + " must be at least 0, not " + value);
    }
  }
}
