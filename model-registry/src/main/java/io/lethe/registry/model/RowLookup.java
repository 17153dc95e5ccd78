// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.Optional;

/** Reads the rows of one model. */
@FunctionalInterface
public interface RowLookup {

  /**
   * Finds a row by its {@link Row#rowKey() key}.
   *
   * @return the row, or empty where nothing was ever written under this key
   */
  Optional<Row> find(String rowKey);

  /** A model about which nothing is known. */
  static RowLookup empty() {
    return rowKey -> Optional.empty();
  }
}
