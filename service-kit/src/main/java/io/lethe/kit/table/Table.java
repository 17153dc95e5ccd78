// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.table;

import java.util.List;
import java.util.Optional;

/** Rows of bytes by name. One thread writes, many read. */
public interface Table {

  /** The row of a name. */
  Optional<byte[]> get(String name);

  /** Puts a row in place of another, and returns that. */
  Optional<byte[]> put(String name, byte[] row);

  /** Takes a row out, and returns it. */
  Optional<byte[]> remove(String name);

  /** All rows whose names begin so, in the order of their names as UTF-8. */
  List<byte[]> startingWith(String prefix);
}
