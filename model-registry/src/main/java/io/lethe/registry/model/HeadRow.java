// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.Objects;

/**
 * The one row of a model that every decision reads.
 *
 * @param sequence number of the model's last event; 0 before the first
 * @param lifecycle whether it is registered, and its champion
 */
public record HeadRow(long sequence, Lifecycle lifecycle) implements Row {
  /** Where the head lies. */
  public static final String KEY = "head";

  /** Checks both fields. */
  public HeadRow {
    RowRules.atLeast(0, sequence, "sequence");
    Objects.requireNonNull(lifecycle, "lifecycle");
  }

  static HeadRow initial() {
    return new HeadRow(0, new Lifecycle.Unregistered());
  }

  @Override
  public String rowKey() {
    return KEY;
  }
}
