// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.Defects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The classes of a bundle: labels 0 to K-1 without a gap, one name a label, one label a name. */
final class ClassTable {

  /** Seven digits: nobody has more classes. */
  static final int MAX_LABEL = 9_999_999;

  private static final Pattern LABEL = Pattern.compile("0|[1-9][0-9]{0,6}");

  private final Defects defects;
  private final TreeMap<Integer, String> names = new TreeMap<>();
  private final Map<String, Integer> labels = new HashMap<>();

  ClassTable(Defects defects) {
    this.defects = defects;
  }

  /** Takes the label and class name of a row; returns the label when both are sound. */
  OptionalInt add(String file, long row, String labelText, String name) {
    if (!LABEL.matcher(labelText).matches()) {
      defects.add(
          file,
          row,
          "label %s is not a whole number from 0: number the classes 0 to K-1"
              .formatted(Defects.quote(labelText)));
      return OptionalInt.empty();
    }
    return add(file + " row " + row, Integer.parseInt(labelText), name);
  }

  /** Takes a label from 0 and a class name; returns the label when both are sound. */
  OptionalInt add(String place, int label, String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      defects.add(
          place,
          "class_name %s is blank or holds control characters: name the class"
              .formatted(Defects.quote(name)));
      return OptionalInt.empty();
    }
    String known = names.putIfAbsent(label, name);
    if (known != null && !known.equals(name)) {
      defects.add(
          place,
          "label %d is class %s here and %s before: a label has one name"
              .formatted(label, Defects.quote(name), Defects.quote(known)));
      return OptionalInt.empty();
    }
    Integer other = labels.putIfAbsent(name, label);
    if (other != null && other != label) {
      defects.add(
          place,
          "class %s has label %d here and %d before: a class has one label"
              .formatted(Defects.quote(name), label, other));
      return OptionalInt.empty();
    }
    return OptionalInt.of(label);
  }

  /** Reports the first label that is missing below the highest one. */
  void checkNoGap(String place) {
    int expected = 0;
    for (int label : names.keySet()) {
      if (label != expected) {
        defects.add(
            "%s: label %d is used but label %d is not: number the classes 0 to K-1 without a gap"
                .formatted(place, names.lastKey(), expected));
        return;
      }
      expected++;
    }
  }

  /** Returns the class names by label. */
  List<String> names() {
    return List.copyOf(names.values());
  }
}
