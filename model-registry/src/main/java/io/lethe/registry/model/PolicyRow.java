// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

/**
 * A policy that is or was in force.
 *
 * @param policyDigest its digest
 */
public record PolicyRow(String policyDigest) implements Row {
  private static final String PREFIX = "policy/";

  /** Checks the digest. */
  public PolicyRow {
    RowRules.digest(policyDigest, "policy digest");
  }

  static String keyOf(String policyDigest) {
    return PREFIX + policyDigest;
  }

  @Override
  public String rowKey() {
    return keyOf(policyDigest);
  }
}
