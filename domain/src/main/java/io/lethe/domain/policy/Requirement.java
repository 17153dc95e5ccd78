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

  /** Whether the whole interval has to lie within the limits, so that more samples may help. */
  public boolean isEquivalence() {
    return rule.isEquivalence();
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

  /**
   * By which factor the samples have to grow for a test of equivalence to pass at the level of the
   * next verdict about these people, if the value stays: the half h of an interval falls with the
   * root of the samples, so the least factor that brings both ends within the limits is
   *
   * <pre>max(h_high / (upper - value), h_low / (value - lower))^2
   * </pre>
   *
   * <p>on the scale on which the interval is even. Of {@link GateCriterion#FORGET_PEOPLE_KEPT},
   * whose interval falls faster where nobody is kept, and of {@link GateCriterion#FORGET_DISTANCE},
   * whose value falls as well, it is more than is needed.
   *
   * @param level of this verdict
   * @param measured with its 95 % interval
   * @return below 1 where these samples would do; infinite where more would not show it: the value
   *     lies outside the limits, or there is no interval
   */
  public double growth(SharedLevel level, Measured measured) {
    Measured next = at(level.next(), measured);
    double root =
        Math.max(
            share(distance(next.value(), next.high()), distance(next.value(), upper)),
            share(distance(next.low(), next.value()), distance(lower, next.value())));
    return root >= 0 ? root * root : Double.POSITIVE_INFINITY;
  }

  /** On the scale on which the interval is even. */
  private double distance(double from, double to) {
    if (Double.isInfinite(from) || Double.isInfinite(to)) {
      return Double.POSITIVE_INFINITY;
    }
    return criterion == GateCriterion.FORGET_PEOPLE ? Math.log(to / from) : to - from;
  }

  /** Half an interval over the room that it has; NaN where it has none. */
  private static double share(double half, double room) {
    if (Double.isInfinite(room)) {
      return 0;
    }
    return room > 0 ? half / room : Double.NaN;
  }

  /** Whether the value meets it. */
  public GateOutcome judge(Measured measured) {
    return measured.isDefined() ? rule.judge(measured, lower, upper) : GateOutcome.FAIL;
  }
}
