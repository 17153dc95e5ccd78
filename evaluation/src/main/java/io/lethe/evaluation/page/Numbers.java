// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as tables and pages show them, the same in every country. */
public final class Numbers {

  private Numbers() {}

  /** A fraction in percent, one decimal. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", fraction * 100);
  }

  /** Three decimals. */
  public static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", withoutSignOfNothing(value));
  }

  /** Three decimals and a sign for differences, or a dash where there is no number. */
  public static String signedOrDash(@Nullable Double value) {
    return value == null || value.isNaN()
        ? "-"
        : String.format(Locale.ROOT, "%+.3f", withoutSignOfNothing(value));
  }

  /** Three decimals, or a dash where there is no number. */
  public static String decimalOrDash(@Nullable Double value) {
    return value == null || value.isNaN() ? "-" : decimal(value);
  }

  /** A count with thousands apart. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** What three decimals show as 0 is not shown as -0. */
  private static double withoutSignOfNothing(double value) {
    return Math.abs(value) < 0.0005 ? 0 : value;
  }
}
