// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static java.util.Objects.requireNonNull;

/**
 * What a gate asks of one measured value.
 *
 * @param criterion what is measured
 * @param rule how it is held against the limits
 * @param lower limit; minus infinity for none
 * @param upper limit; infinity for none
 */
public record Requirement(GateCriterion criterion, GateRule rule, double lower, double upper) {

  public Requirement {
    requireNonNull(criterion, "criterion");
    requireNonNull(rule, "rule");
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          criterion.label() + " must lie from " + lower + " to " + upper + ", where nothing lies");
    }
  }

  static Requirement atMost(GateCriterion criterion, GateRule rule, double upper) {
    return new Requirement(criterion, rule, Double.NEGATIVE_INFINITY, upper);
  }

  static Requirement atLeast(GateCriterion criterion, GateRule rule, double lower) {
    return new Requirement(criterion, rule, lower, Double.POSITIVE_INFINITY);
  }

  static Requirement within(GateCriterion criterion, GateRule rule, double limit) {
    return new Requirement(criterion, rule, -limit, limit);
  }

  /** Whether trying again would let it pass by chance in the end. */
  public boolean sharesLevel() {
    return rule.sharesLevel();
  }

  /** What the interval must hold, for people about whom so many verdicts were given before. */
  public double confidence(SharedLevel level) {
    return (rule.sharesLevel() ? level : SharedLevel.FIRST).confidence();
  }

  /**
   * A value with the interval that counts at this level.
   *
   * @param measured with its 95 % interval
   */
  public Measured at(SharedLevel level, Measured measured) {
    if (!rule.sharesLevel()) {
      return measured;
    }
    return switch (criterion) {
      case FORGET_PEOPLE -> measured.widenedOnLogs(level.widening());
      case FORGET_DISTANCE -> measured.widened(level.widening()).between(0, 1);
      // Where nobody is, the likelihood falls evenly, and the interval grows with the square.
      case FORGET_PEOPLE_KEPT ->
          measured.widened(level.widening() * level.widening()).between(0, 1);
      default -> measured.widened(level.widening());
    };
  }

  /** Whether the value meets it. */
  public GateOutcome judge(Measured measured) {
    return measured.isDefined() ? rule.judge(measured, lower, upper) : GateOutcome.FAIL;
  }
}
