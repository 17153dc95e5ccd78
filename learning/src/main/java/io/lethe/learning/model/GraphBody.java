// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Nodes that refer to each other by name: the main graph, or one function of its library.
 *
 * @param name of the function; empty for the main graph
 * @param nodes all of them
 * @param parameters names of the function's inputs in order; none in the main graph
 */
record GraphBody(String name, List<NodeDef> nodes, List<String> parameters) {

  GraphBody {
    nodes = List.copyOf(nodes);
    parameters = List.copyOf(parameters);
  }

  static GraphBody of(GraphDef graph) {
    return new GraphBody("", graph.getNodeList(), List.of());
  }

  static GraphBody of(FunctionDef function) {
    // A parameter that stands for several tensors has no type of its own, and would shift the rest.
    List<OpDef.ArgDef> inputs = function.getSignature().getInputArgList();
    boolean plain = inputs.stream().allMatch(input -> input.getType() != DataType.DT_INVALID);
    return new GraphBody(
        function.getSignature().getName(),
        function.getNodeDefList(),
        plain ? inputs.stream().map(OpDef.ArgDef::getName).toList() : List.of());
  }

  /** The nodes by name; of two with one name, which TensorFlow refuses, the first. */
  Map<String, NodeDef> byName() {
    Map<String, NodeDef> named = new HashMap<>();
    nodes.forEach(node -> named.putIfAbsent(node.getName(), node));
    return named;
  }

  OptionalInt parameter(String input) {
    int index = parameters.indexOf(input);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  String where(NodeDef node) {
    return "node " + node.getName() + (name.isEmpty() ? "" : " of function " + name);
  }
}
