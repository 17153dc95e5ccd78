// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** The main graph, the functions of its library, and who calls which. */
final class GraphBodies {
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  /**
   * A node that uses a function.
   *
   * @param plain whether input i of the node is parameter i of the function
   */
  record Call(GraphBody body, NodeDef node, boolean plain) {}

  private final GraphBody main;
  private final Map<String, GraphBody> functions = new HashMap<>();
  private final Map<String, List<Call>> calls = new HashMap<>();
  private final Map<String, Map<String, NodeDef>> nodes = new HashMap<>();

  private GraphBodies(GraphBody main) {
    this.main = main;
  }

  static GraphBodies of(MetaGraphDef meta) {
    GraphBodies bodies = new GraphBodies(GraphBody.of(meta.getGraphDef()));
    for (FunctionDef function : meta.getGraphDef().getLibrary().getFunctionList()) {
      GraphBody body = GraphBody.of(function);
      // The main graph's name is empty.
      if (body.name().isEmpty() || bodies.functions.put(body.name(), body) != null) {
        throw new ModelException(
            "the graph has two functions named '" + body.name() + "'; take an undamaged copy");
      }
    }
    bodies.all().forEach(bodies::index);
    return bodies;
  }

  private void index(GraphBody body) {
    nodes.put(body.name(), body.byName());
    for (NodeDef node : body.nodes()) {
      node.getAttrMap()
          .forEach(
              (attribute, value) -> {
                boolean plain = CALLS.contains(node.getOp()) && attribute.equals("f");
                for (String function : functions(value)) {
                  calls
                      .computeIfAbsent(function, unused -> new ArrayList<>())
                      .add(new Call(body, node, plain));
                }
              });
    }
  }

  /** Functions that an attribute names. */
  static List<String> functions(AttrValue value) {
    List<String> named = new ArrayList<>();
    if (value.hasFunc()) {
      named.add(value.getFunc().getName());
    }
    for (NameAttrList function : value.getList().getFuncList()) {
      named.add(function.getName());
    }
    return named;
  }

  List<GraphBody> all() {
    List<GraphBody> all = new ArrayList<>();
    all.add(main);
    all.addAll(functions.values());
    return all;
  }

  boolean hasFunction(String name) {
    return functions.containsKey(name);
  }

  List<Call> callsOf(GraphBody function) {
    return calls.getOrDefault(function.name(), List.of());
  }

  /** The node of this name; null if the body has none. */
  @Nullable NodeDef node(GraphBody body, String name) {
    return nodes.getOrDefault(body.name(), Map.of()).get(name);
  }
}
