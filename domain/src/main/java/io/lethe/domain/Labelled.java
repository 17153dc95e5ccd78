// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A constant with a name in what people and machines write: policies, files, command lines. */
public interface Labelled {

  /** Its name there. */
  String label();

  /** The constant of this name, if there is one. */
  static <E extends Enum<E> & Labelled> Optional<E> find(Class<E> type, String label) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.label().equals(label))
        .findFirst();
  }

  /** All names, in the order in which they are documented. */
  static <E extends Enum<E> & Labelled> List<String> labels(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Labelled::label).toList();
  }
}
