// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;
import java.math.BigDecimal;
import java.util.List;

/** Something that an unlearning run can be tuned with; its value is decimal text, or a name. */
public enum HyperParameter implements Labelled {
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
  AUGMENTATION("augmentation", Range.SWITCH),
  /** Who teaches the rows to forget. */
  TEACHER("teacher", Labelled.labels(Teacher.class)),
  /** How long an ignorant teacher learns. */
  TEACHER_EPOCHS("teacher_epochs", Range.COUNT),
  /** What a row to forget counts beside a row to keep. */
  FORGET_WEIGHT("forget_weight", Range.ABOVE_ZERO),
  /** How the learning rate runs over the steps. */
  RATE_SCHEDULE("rate_schedule", Labelled.labels(RateSchedule.class)),
  /** How hard the targets of the rows to forget are moved against what is missed. */
  STEERING("steering", Range.AT_LEAST_ZERO),
  /** How the confused share becomes a number of rows. */
  CONFUSION_ROUNDING("confusion_rounding", Labelled.labels(ConfusionRounding.class));

  private final String label;
  private final Range range;

  @SuppressWarnings("ImmutableEnumChecker") // made by Stream.toList
  private final List<String> names;

  HyperParameter(String label, Range range) {
    this.label = label;
    this.range = range;
    this.names = List.of();
  }

  HyperParameter(String label, List<String> names) {
    this.label = label;
    this.range = Range.NAME;
    this.names = names;
  }

  @Override
  public String label() {
    return label;
  }

  /** The names that it may have, in the order they are documented; none where it is a number. */
  public List<String> names() {
    return names;
  }

  /**
   * Checks a value on its own.
   *
   * @param value in its one spelling
   * @throws IllegalArgumentException naming the value and the rule, where it breaks one
   */
  void require(String value) {
    if (range == Range.NAME) {
      if (!names.contains(value)) {
        throw new IllegalArgumentException(
            label + " must be one of " + names + ", not '" + value + "'");
      }
      return;
    }
    BigDecimal number;
    try {
      number = new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          label + " must be a decimal number, not '" + value + "'", e);
    }
    if (!range.holds(number)) {
      throw new IllegalArgumentException(
          label + " must be " + range.rule + ", not '" + value + "'");
    }
  }

  private enum Range {
    COUNT("a whole number from 1 to " + Integer.MAX_VALUE),
    ABOVE_ZERO("above 0"),
    AT_LEAST_ZERO("at least 0"),
    FRACTION("from 0 to 1"),
    SWITCH("0 or 1"),
    NAME("a name");

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
        case NAME -> false;
        case SWITCH -> value.signum() == 0 || value.compareTo(BigDecimal.ONE) == 0;
      };
    }

    private static boolean isWhole(BigDecimal value) {
      return value.stripTrailingZeros().scale() <= 0;
    }
  }
}
