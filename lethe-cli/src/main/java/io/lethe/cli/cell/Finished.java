// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

/**
 * What running a cell gave. Kept as JSON, so a record.
 *
 * @param <K> how cells are named
 */
public interface Finished<K extends CellName> {

  /** Which cell. */
  K key();

  /** How long it took, in seconds. */
  double wallSeconds();

  /** What came of it, for a person, in a few words. */
  String outcome();
}
