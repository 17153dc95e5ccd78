// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as the table and the page show them. */
final class Numbers {

  private Numbers() {}

  /** A fraction in percent, one decimal. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", fraction * 100);
  }

  /** Three decimals. */
  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** Three decimals and a sign for differences, or a dash where there is no number. */
  static String signedOrDash(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%+.3f", value);
  }

  /** Three decimals, or a dash where there is no number. */
  static String decimalOrDash(@Nullable Double value) {
    return value == null ? "-" : decimal(value);
  }

  /** A count with thousands apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
