// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.limit;

/**
 * How many requests about a model were taken from a tenant on a day.
 *
 * @param day days since 1970-01-01, UTC
 * @param requests so many
 */
public record TenantDay(long day, int requests) {
  /** Checks the count. */
  public TenantDay {
    if (requests < 1) {
      throw new IllegalArgumentException("a day with requests has at least 1, found: " + requests);
    }
  }
}
