// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import java.util.Map;
import java.util.stream.Collectors;

/** Which cell it is; equal names are one cell. */
public interface CellName {

  /** A name and its settings in one line, such as {@code sftc,epochs=2}. */
  static String words(String name, Map<String, String> settings, String between, String is) {
    return settings.isEmpty()
        ? name
        : name
            + between
            + settings.entrySet().stream()
                .map(entry -> entry.getKey() + is + entry.getValue())
                .collect(Collectors.joining(between));
  }

  /** Where the cell is kept; different cells have different files. */
  String fileName();

  /** For a person. */
  String describe();
}
