// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.Finished;
import io.lethe.cli.table.Decimals;
import java.util.List;

/**
 * What one model said: all that the attacks need of it, so that it need not be kept.
 *
 * @param key which model
 * @param forgetMargins log-odds of the true class of every forget row, in the order of the ordinals
 * @param retainedMargins the same of the retained rows that are compared
 * @param testAccuracy share of test rows that it knows
 * @param forgetAccuracy share of forget rows
 * @param relearnedAccuracy share of forget rows after one more epoch on the retained rows
 * @param wallSeconds of training or unlearning, measuring and relearning
 */
record AuditCell(
    AuditKey key,
    List<Double> forgetMargins,
    List<Double> retainedMargins,
    double testAccuracy,
    double forgetAccuracy,
    double relearnedAccuracy,
    double wallSeconds)
    implements Finished<AuditKey> {

  AuditCell {
    requireNonNull(key, "key");
    forgetMargins = List.copyOf(forgetMargins);
    retainedMargins = List.copyOf(retainedMargins);
  }

  double[] forget() {
    return forgetMargins.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] retained() {
    return retainedMargins.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** By how much the epoch on retained rows brought the forgotten back; below 0 it did not. */
  double relearnChange() {
    return relearnedAccuracy - forgetAccuracy;
  }

  @Override
  public String outcome() {
    return "test %s, forget %s, relearnt %s"
        .formatted(
            Decimals.rounded(testAccuracy),
            Decimals.rounded(forgetAccuracy),
            Decimals.rounded(relearnedAccuracy));
  }
}
