// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.math.BigDecimal;

/** Something that an unlearning run can be tuned with; its value is decimal text. */
public enum HyperParameter {
  /** Adam's step size. */
  LEARNING_RATE("learning_rate", Range.ABOVE_ZERO),
  /** Passes over the rows. */
  EPOCHS("epochs", Range.COUNT),
  /** Rows a step. */
  BATCH_SIZE("batch_size", Range.COUNT),
  /** T of the distillation. */
  TEMPERATURE("temperature", Range.ABOVE_ZERO),
  /** c of the biased generator. */
  CONFUSION("confusion", Range.FRACTION),
  /** k: how many blocks stay frozen, counted from the input. */
  LAYERS("layers", Range.COUNT),
  /** What the divergence from the parent counts on retain rows. */
  ALPHA("alpha", Range.AT_LEAST_ZERO),
  /** What the cross entropy counts on retain rows. */
  GAMMA("gamma", Range.AT_LEAST_ZERO),
  /** In how many of the first epochs the forget rows are pushed away. */
  ASCENT_EPOCHS("ascent_epochs", Range.COUNT),
  /** Random crops and flips: 0 none, 1 standard. */
  AUGMENTATION("augmentation", Range.SWITCH);

  private final String label;
  private final Range range;

  HyperParameter(String label, Range range) {
    this.label = label;
    this.range = range;
  }

  /** Its name in policies, jobs and on the command line. */
  public String label() {
    return label;
  }

  /**
   * Checks a value on its own.
   *
   * @throws IllegalArgumentException naming the value and the rule, where it is out of range
   */
  void require(BigDecimal value) {
    if (!range.holds(value)) {
      throw new IllegalArgumentException(
          label + " must be " + range.rule + ", not '" + value.toPlainString() + "'");
    }
  }

  private enum Range {
    COUNT("a whole number from 1 to " + Integer.MAX_VALUE),
    ABOVE_ZERO("above 0"),
    AT_LEAST_ZERO("at least 0"),
    FRACTION("from 0 to 1"),
    SWITCH("0 or 1");

    private static final BigDecimal LARGEST_COUNT = BigDecimal.valueOf(Integer.MAX_VALUE);
    private final String rule;

    Range(String rule) {
      this.rule = rule;
    }

    boolean holds(BigDecimal value) {
      return switch (this) {
        case COUNT -> isWhole(value) && value.signum() > 0 && value.compareTo(LARGEST_COUNT) <= 0;
        case ABOVE_ZERO -> value.signum() > 0;
        case AT_LEAST_ZERO -> value.signum() >= 0;
        case FRACTION -> value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0;
        case SWITCH -> value.signum() == 0 || value.compareTo(BigDecimal.ONE) == 0;
      };
    }

    private static boolean isWhole(BigDecimal value) {
      return value.stripTrailingZeros().scale() <= 0;
    }
  }
}
