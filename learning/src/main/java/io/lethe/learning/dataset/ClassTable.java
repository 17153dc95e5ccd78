package io.lethe.learning.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The classes of a bundle: labels 0 to K-1 without a gap, one name a label, one label a name. */
final class ClassTable {

  private static final Pattern LABEL = Pattern.compile("0|[1-9][0-9]{0,6}");

  private final String file;
  private final Defects defects;
  private final TreeMap<Integer, String> names = new TreeMap<>();
  private final Map<String, Integer> labels = new HashMap<>();

  ClassTable(String file, Defects defects) {
    this.file = file;
    this.defects = defects;
  }

  /** Takes the label and class name of a row; returns the label when both are sound. */
  OptionalInt add(long row, String labelText, String name) {
    if (!LABEL.matcher(labelText).matches()) {
      defects.add(
          file,
          row,
          "label %s is not a whole number from 0: number the classes 0 to K-1"
              .formatted(Defects.quote(labelText)));
      return OptionalInt.empty();
    }
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      defects.add(
          file,
          row,
          "class_name %s is blank or holds control characters: name the class"
              .formatted(Defects.quote(name)));
      return OptionalInt.empty();
    }
    int label = Integer.parseInt(labelText);
    String known = names.putIfAbsent(label, name);
    if (known != null && !known.equals(name)) {
      defects.add(
          file,
          row,
          "label %d is class %s here and %s in an earlier row: a label has one name"
              .formatted(label, Defects.quote(name), Defects.quote(known)));
      return OptionalInt.empty();
    }
    Integer other = labels.putIfAbsent(name, label);
    if (other != null && other != label) {
      defects.add(
          file,
          row,
          "class %s has label %d here and %d in an earlier row: a class has one label"
              .formatted(Defects.quote(name), label, other));
      return OptionalInt.empty();
    }
    return OptionalInt.of(label);
  }

  /** Reports the first label that is missing below the highest one. */
  void checkNoGap() {
    int expected = 0;
    for (int label : names.keySet()) {
      if (label != expected) {
        defects.add(
            "%s: label %d is used but label %d is not: number the classes 0 to K-1 without a gap"
                .formatted(file, names.lastKey(), expected));
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
