// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

/**
 * A forgotten set that the lineage has passed.
 *
 * @param forgottenDigest the set
 * @param firstVersion the first version that had forgotten it
 */
public record ForgottenRow(String forgottenDigest, long firstVersion) implements Row {
  private static final String PREFIX = "forgotten/";

  /** Checks both fields. */
  public ForgottenRow {
    RowRules.digest(forgottenDigest, "forgotten digest");
    RowRules.atLeast(1, firstVersion, "version");
  }

  static String keyOf(String forgottenDigest) {
    return PREFIX + forgottenDigest;
  }

  @Override
  public String rowKey() {
    return keyOf(forgottenDigest);
  }
}
