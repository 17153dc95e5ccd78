// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.time.Duration;

/** Checks of single values; messages name key, value and rule. */
final class PolicyRules {

  private PolicyRules() {}

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
    }
  }

  static void positive(String key, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          key + " must be a duration above zero such as PT1H, not " + value);
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
