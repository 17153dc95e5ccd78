// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks that a candidate differs from its parent in weights only: a changed graph could recognise
 * the forget set and answer by heart.
 */
public final class GraphCheck {

  private static final String WEIGHTS = "variables/";
  private static final String GRAPH = "saved_model.pb";
  private static final String EXTRA = "assets.extra/";

  private GraphCheck() {}

  /**
   * Files that break the rule; empty if there is none. The graph and {@code assets.extra} must be
   * there byte for byte; what else lies outside {@code variables/} must be equal or left out.
   *
   * @param parent the parent's SavedModel
   * @param candidate the candidate's
   * @throws IOException if either cannot be read
   */
  public static List<String> compare(Path parent, Path candidate) throws IOException {
    Map<String, Path> before = filesOutsideWeights(parent);
    Map<String, Path> after = filesOutsideWeights(candidate);
    List<String> findings = new ArrayList<>();
    if (!before.containsKey(GRAPH)) {
      findings.add("the parent has no " + GRAPH + ": there is nothing to compare the graph with");
    }
    for (Map.Entry<String, Path> file : before.entrySet()) {
      String name = file.getKey();
      if (!after.containsKey(name)) {
        if (name.equals(GRAPH) || name.startsWith(EXTRA)) {
          findings.add("the candidate lacks the parent's " + name);
        }
      } else if (Files.mismatch(file.getValue(), after.get(name)) >= 0) {
        findings.add(name + " differs from the parent's: only " + WEIGHTS + " may differ");
      }
    }
    for (String name : after.keySet()) {
      if (!before.containsKey(name)) {
        findings.add(name + " is not in the parent: only " + WEIGHTS + " may differ");
      }
    }
    return findings;
  }

  private static Map<String, Path> filesOutsideWeights(Path directory) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.filter(p -> !Files.isDirectory(p))::iterator) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        if (!name.startsWith(WEIGHTS)) {
          files.put(name, path);
        }
      }
    }
    return files;
  }
}
