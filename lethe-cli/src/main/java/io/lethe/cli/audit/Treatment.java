// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.CellName;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningSettings;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is done to a parent: an algorithm with its hyper-parameters, or one of the three that every
 * audit has.
 *
 * @param name of the algorithm, or of the one that every audit has
 * @param hyperParameters as text, as the algorithm reads them; what is left out has its default
 */
record Treatment(String name, SortedMap<String, String> hyperParameters) {
  /** Nothing: the parents as they are. */
  static final Treatment UNTOUCHED = plain("untouched");

  /** The models that never knew the set, which all others are told from. */
  static final Treatment RETRAINED = plain("retrained");

  /** As many of these again: nobody can tell them from the others, so it is the attack's test. */
  static final Treatment CONTROL = plain("control");

  Treatment {
    requireNonNull(name, "name");
    hyperParameters = Collections.unmodifiableSortedMap(new TreeMap<>(hyperParameters));
  }

  /**
   * Reads {@code ALG} or {@code ALG:KEY=VALUE,KEY=VALUE}.
   *
   * @throws IllegalArgumentException if there is no such algorithm, or a value breaks a rule
   */
  static Treatment parse(Algorithms algorithms, String text) {
    int colon = text.indexOf(':');
    String algorithm = (colon < 0 ? text : text.substring(0, colon)).strip();
    Map<String, String> given = new TreeMap<>();
    for (String pair : colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1)) {
      String[] parts = pair.split("=", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new IllegalArgumentException(
            "--treatment "
                + text
                + " holds '"
                + pair
                + "'; write ALG:KEY=VALUE,KEY=VALUE, such as sftc:learning_rate=0.002,epochs=3");
      }
      if (given.put(parts[0].strip(), parts[1].strip()) != null) {
        throw new IllegalArgumentException(
            "--treatment " + text + " says " + parts[0].strip() + " twice; say it once");
      }
    }
    UnlearningSettings.parse(algorithms, algorithm, given, 0);
    return new Treatment(algorithm, new TreeMap<>(given));
  }

  private static Treatment plain(String name) {
    return new Treatment(name, new TreeMap<>());
  }

  /** In a file's name. */
  String fileName() {
    return CellName.words(name, hyperParameters, ",", "=");
  }

  /** For a person. */
  String describe() {
    return CellName.words(name, hyperParameters, ", ", " ").replace('_', ' ');
  }
}
