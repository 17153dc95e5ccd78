// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;

/**
 * Follows the file name of every save and restore back to where it comes from. It must be the
 * {@code path} of one of the three signatures that take one, or the saver's file name, with no more
 * than the suffixes that TensorFlow's own saver appends: then no other signature can reach a file,
 * and these only the one that their caller names.
 */
final class CheckpointPaths {
  private static final List<String> SIGNATURES =
      List.of("checkpoint", "save_optimizer", "restore_optimizer");

  /** The inputs that name files, by operation. */
  private static final Map<String, List<Integer>> FILE_NAMES =
      Map.of("SaveV2", List.of(0), "RestoreV2", List.of(0), "MergeV2Checkpoints", List.of(0, 1));

  private static final Set<ByteString> SUFFIXES =
      Set.of(ByteString.copyFromUtf8(".part"), ByteString.copyFromUtf8("_temp/part"));
  private static final int DEEPEST = 100;

  private final GraphBodies bodies;
  private final Set<String> given;

  /**
   * Answers so far; one that is still sought counts as no, so that a circle of calls is refused.
   */
  private final Map<String, Boolean> answers = new HashMap<>();

  private CheckpointPaths(GraphBodies bodies, Set<String> given) {
    this.bodies = bodies;
    this.given = given;
  }

  static CheckpointPaths of(MetaGraphDef meta, GraphBodies bodies) {
    Set<String> given = new HashSet<>();
    for (String name : SIGNATURES) {
      SignatureDef signature =
          meta.getSignatureDefOrDefault(name, SignatureDef.getDefaultInstance());
      if (signature.containsInputs("path")) {
        given.add(producer(signature.getInputsOrThrow("path").getName()));
      }
    }
    given.add(producer(meta.getSaverDef().getFilenameTensorName()));
    return new CheckpointPaths(bodies, given);
  }

  /** What is wrong with a node that reads or writes files; empty for all others. */
  List<String> defects(NodeDef node, GraphBody body) {
    List<String> defects = new ArrayList<>();
    for (int input : FILE_NAMES.getOrDefault(node.getOp(), List.of())) {
      if (input >= node.getInputCount() || !isGiven(body, node.getInput(input), 0)) {
        defects.add(
            "operation "
                + node.getOp()
                + " ("
                + body.where(node)
                + ") takes its file name from elsewhere than the path of "
                + String.join(", ", SIGNATURES)
                + " or the saver");
        break;
      }
    }
    return defects;
  }

  private boolean isGiven(GraphBody body, String input, int depth) {
    if (depth > DEEPEST || input.startsWith("^")) {
      return false;
    }
    String question = body.name() + " " + input;
    Boolean known = answers.putIfAbsent(question, false);
    if (known == null) {
      known = follow(body, input, depth);
      answers.put(question, known);
    }
    return known;
  }

  private boolean follow(GraphBody body, String input, int depth) {
    OptionalInt parameter = body.parameter(input);
    if (parameter.isPresent()) {
      return bodies.callsOf(body).stream()
          .allMatch(call -> passesGiven(call, parameter.getAsInt(), depth));
    }
    NodeDef node = bodies.node(body, producer(input));
    if (node == null || node.getInputCount() == 0) {
      return node != null && isPlaceholder(body, node);
    }
    return switch (node.getOp()) {
      case "Identity", "ShardedFilename" -> isGiven(body, node.getInput(0), depth + 1);
      case "Pack" -> dataInputs(node).stream().allMatch(i -> isGiven(body, i, depth + 1));
      case "StringJoin" ->
          isGiven(body, node.getInput(0), depth + 1)
              && hasNoSeparator(node)
              && dataInputs(node).stream().skip(1).allMatch(i -> isSuffix(body, i, depth + 1));
      default -> false;
    };
  }

  private boolean passesGiven(GraphBodies.Call call, int parameter, int depth) {
    return call.plain()
        && parameter < call.node().getInputCount()
        && isGiven(call.body(), call.node().getInput(parameter), depth + 1);
  }

  private boolean isPlaceholder(GraphBody body, NodeDef node) {
    return body.name().isEmpty() // the main graph
        && node.getOp().equals("Placeholder")
        && given.contains(node.getName());
  }

  /** Whether it is one of the saver's suffixes, or chooses between them. */
  private boolean isSuffix(GraphBody body, String input, int depth) {
    NodeDef node = bodies.node(body, producer(input));
    if (depth > DEEPEST || node == null) {
      return false;
    }
    return switch (node.getOp()) {
      case "Const" -> {
        List<ByteString> values = node.getAttrOrThrow("value").getTensor().getStringValList();
        yield !values.isEmpty() && SUFFIXES.containsAll(values);
      }
      case "Select", "SelectV2" ->
          dataInputs(node).size() == 3
              && isSuffix(body, node.getInput(1), depth + 1)
              && isSuffix(body, node.getInput(2), depth + 1);
      default -> false;
    };
  }

  private static boolean hasNoSeparator(NodeDef join) {
    return !join.containsAttr("separator") || join.getAttrOrThrow("separator").getS().isEmpty();
  }

  private static List<String> dataInputs(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  /** The node's name in {@code node}, {@code node:0} and {@code node:output:0}. */
  private static String producer(String input) {
    int colon = input.indexOf(':');
    return colon < 0 ? input : input.substring(0, colon);
  }
}
