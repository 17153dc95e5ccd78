// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

/** Which cell it is; equal names are one cell. */
public interface CellName {

  /** Where the cell is kept; different cells have different files. */
  String fileName();

  /** For a person. */
  String describe();
}
