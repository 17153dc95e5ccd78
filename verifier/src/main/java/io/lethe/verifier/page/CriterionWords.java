// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.domain.Labelled;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.page.Numbers;
import io.lethe.schemas.Criterion;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A criterion in words: what it asks, by which rule, and what became of it. */
final class CriterionWords {
  private static final double LARGE = 1e4;

  private static final Set<String> OF_PEOPLE =
      Set.of(GateCriterion.FORGET_PEOPLE.label(), GateCriterion.FORGET_PEOPLE_KEPT.label());

  private static final Set<String> OF_WEIGHTS =
      Set.of(
          GateCriterion.KERNEL_COSINE.label(),
          GateCriterion.KERNEL_COSINE_LEAST.label(),
          GateCriterion.DERIVED_AGAIN.label());

  private static final Set<String> OF_STAND_IN =
      Set.of(GateCriterion.STAND_IN_MARGIN.label(), GateCriterion.STAND_IN_DISTANCE.label());

  private CriterionWords() {}

  /** Whose value it is. */
  static String measuredOf(Criterion criterion) {
    return OF_STAND_IN.contains(criterion.getName()) ? "stand-in" : "candidate";
  }

  /** What is asked, as a heading; the name itself where this build does not know it. */
  static String title(Criterion criterion) {
    return Labelled.find(GateCriterion.class, criterion.getName())
        .map(GateCriterion::title)
        .orElse(criterion.getName());
  }

  /** The rule with its limits, as sentences. */
  static String rule(Criterion criterion) {
    String limits = limits(criterion);
    String level = percent(criterion.getLevel());
    return switch (criterion.getRule()) {
      case VALUE_WITHIN -> "The value must be %s.".formatted(limits);
      case INTERVAL_WITHIN ->
          ("The whole %s interval must be %s. Wholly outside it fails; where it crosses a limit, or"
                  + " there is none, these samples cannot tell.")
              .formatted(level, limits);
      case INTERVAL_WITHIN_OR_INCONCLUSIVE ->
          "The whole %s interval must be %s; else nothing can be told of an approximate version."
              .formatted(level, limits);
      case INTERVAL_MEETS ->
          "Asked is %s; it fails only where the whole %s interval lies outside."
              .formatted(limits, level);
      case UNKNOWN -> "By a rule that this build does not know.";
    };
  }

  private static String percent(double level) {
    return new BigDecimal(100 * level)
            .round(new MathContext(4))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /** What became of it. */
  static String outcome(Criterion criterion) {
    return switch (criterion.getVerdict()) {
      case PASS -> "Passed";
      case FAIL -> criterion.getValue() == null ? "Failed: it could not be measured" : "Failed";
      case INCONCLUSIVE -> "These samples cannot tell";
      case REPORTED ->
          criterion.getNote() == null ? "Not judged: there is nothing to ask it of" : "Not judged";
      case UNKNOWN -> "Unknown";
    };
  }

  /** The limits, to go on a sentence. */
  static String limits(Criterion criterion) {
    if (criterion.getLowerLimit() == null) {
      return criterion.getUpperLimit() == null
          ? "any number"
          : "at most " + number(criterion, criterion.getUpperLimit());
    }
    return criterion.getUpperLimit() == null
        ? "at least " + number(criterion, criterion.getLowerLimit())
        : "from "
            + number(criterion, criterion.getLowerLimit())
            + " to "
            + number(criterion, criterion.getUpperLimit());
  }

  /** A value with its interval where that says more. */
  static String measured(
      Criterion criterion, @Nullable Double value, @Nullable Double low, @Nullable Double high) {
    if (value == null) {
      return "not measured";
    }
    return low == null || high == null || (low.equals(value) && high.equals(value))
        ? number(criterion, value)
        : "%s (%s to %s)"
            .formatted(number(criterion, value), number(criterion, low), number(criterion, high));
  }

  /** How many are behind the value, and what there is to say beside it. */
  static String behind(Criterion criterion) {
    String count = count(criterion);
    return criterion.getNote() == null ? count : (count + " Note: " + criterion.getNote()).strip();
  }

  private static String count(Criterion criterion) {
    if (OF_WEIGHTS.contains(criterion.getName())) {
      return "";
    }
    boolean ofPeople = OF_PEOPLE.contains(criterion.getName());
    return (ofPeople ? "People: " : "Samples: ") + Numbers.count(criterion.getN()) + ".";
  }

  /** Samples are counted, everything else has three decimals. */
  static String number(Criterion criterion, double value) {
    if (criterion.getName().equals(GateCriterion.FORGET_SAMPLES.label())) {
      return Numbers.count(Math.round(value));
    }
    return Math.abs(value) < LARGE
        ? Numbers.decimal(value)
        : String.format(Locale.ROOT, "%.2e", value);
  }
}
