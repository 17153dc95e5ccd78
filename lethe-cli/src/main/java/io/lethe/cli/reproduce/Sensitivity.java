// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.table.Decimals;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/**
 * The values that Figure 5 tries for SFTC, one parameter at a time.
 *
 * @param learningRates above 0, ascending
 * @param temperatures above 0, ascending
 * @param confusions confusion fractions in [0, 1], ascending
 */
public record Sensitivity(
    List<Double> learningRates, List<Double> temperatures, List<Double> confusions) {

  /** Sorts; refuses empty lists and values out of range. */
  public Sensitivity {
    learningRates =
        checked("--sensitivity-learning-rates", learningRates, rate -> rate > 0, "above 0");
    temperatures = checked("--temperatures", temperatures, value -> value > 0, "above 0");
    confusions =
        checked("--confusions", confusions, value -> value >= 0 && value <= 1, "in [0, 1]");
  }

  /** Reads three lists of numbers with commas between them. */
  public static Sensitivity parse(String learningRates, String temperatures, String confusions) {
    return new Sensitivity(
        Decimals.list("--sensitivity-learning-rates", learningRates),
        Decimals.list("--temperatures", temperatures),
        Decimals.list("--confusions", confusions));
  }

  private static List<Double> checked(
      String option, List<Double> values, DoublePredicate rule, String ruleInWords) {
    for (double value : values) {
      if (!rule.test(value) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            option + " holds " + value + "; every value must be " + ruleInWords);
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(option + " is empty; give at least one value");
    }
    return List.copyOf(new TreeSet<>(values));
  }
}
