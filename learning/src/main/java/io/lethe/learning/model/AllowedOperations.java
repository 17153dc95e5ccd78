// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Keeps graphs that can do more than compute out of this process: a SavedModel is a program, and a
 * model may come from anywhere. Every operation of the graph and of its function library must be on
 * the list in {@code operations.txt}, and files are reached only by the paths that the caller gives
 * ({@link CheckpointPaths}). Checked on the bytes, before TensorFlow sees them.
 *
 * <p>Why: docs/decisions/0011-an-imported-graph-passes-an-allow-list.md.
 */
final class AllowedOperations {
  private static final String LIST = "operations.txt";
  private static final int NAMED_DEFECTS = 5;
  private static final Set<String> NAMES = read();

  private AllowedOperations() {}

  private static Set<String> read() {
    try (InputStream stream = AllowedOperations.class.getResourceAsStream(LIST);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("the list of allowed operations cannot be read", e);
    }
  }

  /** The names on the list. */
  static Set<String> names() {
    return NAMES;
  }

  /**
   * Refuses a graph that holds anything else.
   *
   * @throws ModelException naming the operations, their nodes and the rule
   */
  static void require(Path directory, MetaGraphDef meta) {
    GraphBodies bodies = GraphBodies.of(meta);
    List<String> defects = new ArrayList<>();
    if (meta.getAssetFileDefCount() > 0) {
      defects.add("it names " + meta.getAssetFileDefCount() + " asset files, and needs none");
    }
    for (GraphBody body : bodies.all()) {
      if (NAMES.contains(body.name())) {
        defects.add("its function " + body.name() + " takes the name of an operation");
      }
      body.nodes().forEach(node -> defects.addAll(defects(node, body, bodies)));
    }
    CheckpointPaths paths = CheckpointPaths.of(meta, bodies);
    for (GraphBody body : bodies.all()) {
      body.nodes().forEach(node -> defects.addAll(paths.defects(node, body)));
    }
    if (!defects.isEmpty()) {
      throw new ModelException(message(directory, defects));
    }
  }

  private static List<String> defects(NodeDef node, GraphBody body, GraphBodies bodies) {
    List<String> defects = new ArrayList<>();
    if (!NAMES.contains(node.getOp())) {
      defects.add(
          "operation "
              + node.getOp()
              + " ("
              + body.where(node)
              + ") is not on the list of allowed"
              + " operations");
    }
    for (AttrValue value : node.getAttrMap().values()) {
      for (String function : GraphBodies.functions(value)) {
        if (!bodies.hasFunction(function)) {
          defects.add(
              "operation "
                  + node.getOp()
                  + " ("
                  + body.where(node)
                  + ") calls "
                  + function
                  + ", which is no function of the graph");
        }
      }
    }
    return defects;
  }

  private static String message(Path directory, List<String> defects) {
    String more =
        defects.size() > NAMED_DEFECTS ? "; and " + (defects.size() - NAMED_DEFECTS) + " more" : "";
    return directory
        + " is not loaded, its graph may do more than compute a classifier: "
        + String.join("; ", defects.subList(0, Math.min(NAMED_DEFECTS, defects.size())))
        + more
        + ". A graph may hold only operations that compute, and may save and restore only where its"
        + " caller says; replace the layer that needs more, and take models only from people you"
        + " trust";
  }
}
