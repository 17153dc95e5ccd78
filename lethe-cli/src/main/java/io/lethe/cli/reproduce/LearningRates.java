// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.table.Decimals;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The learning rates among which one is chosen for each algorithm.
 *
 * @param common of every algorithm without its own
 * @param own by algorithm
 */
public record LearningRates(List<Double> common, Map<String, List<Double>> own) {

  /** More would be tuning, not choosing. */
  static final int MOST = 5;

  private static final String OPTION = "--learning-rates";

  /** From the middle of the paper's grid, 5e-3 to 1e-5. */
  private static final List<Double> DEFAULT = List.of(1e-4, 2e-4, 5e-4, 1e-3, 2e-3);

  /** Refuses empty and long lists, repeated rates and rates that are not above 0. */
  public LearningRates {
    common = checked(common);
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    own.forEach((algorithm, rates) -> copy.put(algorithm, checked(rates)));
    own = Map.copyOf(copy);
  }

  /**
   * Reads what was given: {@code 1e-3,5e-4} for every algorithm, {@code scrub=1e-5,5e-5} for one.
   *
   * @throws IllegalArgumentException if a text breaks a rule; the message says which
   */
  public static LearningRates parse(List<String> texts) {
    List<Double> common = DEFAULT;
    Map<String, List<Double>> own = new LinkedHashMap<>();
    for (String text : texts) {
      int separator = text.indexOf('=');
      if (separator < 0) {
        common = Decimals.list(OPTION, text);
      } else {
        own.put(
            text.substring(0, separator).strip(),
            Decimals.list(OPTION, text.substring(separator + 1)));
      }
    }
    return new LearningRates(common, own);
  }

  /** The rates of one algorithm, in the order given. */
  List<Double> of(String algorithm) {
    return own.getOrDefault(algorithm, common);
  }

  private static List<Double> checked(List<Double> rates) {
    if (rates.isEmpty() || rates.size() > MOST) {
      throw new IllegalArgumentException(
          OPTION + " holds " + rates.size() + " rates; give 1 to " + MOST + " an algorithm");
    }
    for (double rate : rates) {
      if (!(rate > 0) || Double.isInfinite(rate)) {
        throw new IllegalArgumentException(
            OPTION + " holds " + rate + "; a learning rate must be finite and above 0");
      }
    }
    if (new HashSet<>(rates).size() < rates.size()) {
      throw new IllegalArgumentException(
          OPTION + " holds a rate twice: " + rates + "; each is run once");
    }
    return List.copyOf(rates);
  }
}
