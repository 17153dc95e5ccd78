// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.evaluation.metrics.Interval;
import java.util.Locale;

/** How the trial's pages spell what lies from 0 to 1. */
final class Rates {

  private Rates() {}

  /** The value, and its interval where there is one; nothing where there is no value. */
  static String text(double value, Interval interval) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Double.isNaN(interval.low())
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", value, interval.low(), interval.high());
  }
}
