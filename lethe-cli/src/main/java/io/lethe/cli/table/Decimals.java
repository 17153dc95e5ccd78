// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.table;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Numbers as people write and read them. */
public final class Decimals {
  private Decimals() {}

  /** The shortest plain decimal: 0.001, never 1.0E-3. */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** Four digits behind the point. */
  public static String rounded(double value) {
    return rounded(value, 4);
  }

  /** So many digits behind the point. */
  public static String rounded(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /**
   * Reads numbers with commas between them.
   *
   * @param option whose value it is, for the message
   * @throws IllegalArgumentException if one is no number
   */
  public static List<Double> list(String option, String text) {
    return Arrays.stream(text.split(",", -1)).map(part -> number(option, part)).toList();
  }

  private static double number(String option, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          option + " holds '" + text + "'; give decimal numbers with commas between them", e);
    }
  }
}
