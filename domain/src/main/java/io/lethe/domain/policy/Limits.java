// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

/**
 * How much may be deleted without an operator's word: who can make a model forget can make it
 * worse, too.
 *
 * <p>Why: docs/decisions/0036-what-cannot-start-stays-open.md.
 *
 * @param tenantRequestsPerDay how many requests about the model are taken from one tenant on one
 *     day, UTC; what comes beyond is refused
 * @param datasetShare share of the dataset's train rows, 0 to 1, above which a forget set waits for
 *     an operator's yes; 1 asks for none
 * @param classShare the same of the train rows of each class
 */
public record Limits(int tenantRequestsPerDay, double datasetShare, double classShare) {

  /** 10,000 requests a day, 5 % of the dataset and of each class. */
  public static final Limits DEFAULTS = new Limits(10_000, 0.05, 0.05);

  public Limits {
    PolicyRules.atLeast("limits.tenantRequestsPerDay", tenantRequestsPerDay, 1);
    PolicyRules.fraction("limits.datasetShare", datasetShare);
    PolicyRules.fraction("limits.classShare", classShare);
  }

  /** The same, but no set waits for an operator, whatever share it has. */
  public Limits withoutShares() {
    return new Limits(tenantRequestsPerDay, 1, 1);
  }
}
