// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Short names for the arithmetic and control-flow nodes that several parts of a model's graph use.
 */
public final class GraphMath {
  private final GraphWriter graph;

  public GraphMath(GraphWriter graph) {
    this.graph = graph;
  }

  Tensor add(String name, Tensor a, Tensor b) {
    return graph.op("AddV2", name).in(a, b).floatT().build();
  }

  Tensor subtract(String name, Tensor a, Tensor b) {
    return graph.op("Sub", name).in(a, b).floatT().build();
  }

  Tensor multiply(String name, Tensor a, Tensor b) {
    return graph.op("Mul", name).in(a, b).floatT().build();
  }

  Tensor divide(String name, Tensor a, Tensor b) {
    return graph.op("RealDiv", name).in(a, b).floatT().build();
  }

  /** An operation on one float tensor, such as Exp or Softmax. */
  Tensor unary(String type, String name, Tensor x) {
    return graph.op(type, name).in(x).floatT().build();
  }

  /** A reduction such as Sum or Mean over these axes. */
  Tensor reduce(String type, String name, Tensor x, long... axes) {
    Tensor over = graph.ints(name + "_axes", axes);
    return graph
        .op(type, name)
        .in(x, over)
        .floatT()
        .type("Tidx", DataType.DT_INT32)
        .attr("keep_dims", false)
        .build();
  }

  Tensor cast(String name, Tensor x, DataType from, DataType to) {
    return graph.op("Cast", name).in(x).type("SrcT", from).type("DstT", to).build();
  }

  public Tensor identity(String name, Tensor x, DataType type, List<Tensor> after) {
    return graph.op("Identity", name).in(x).type("T", type).after(after).build();
  }

  /** Output 0 is alive where the condition is false, output 1 where it is true. */
  Tensor branch(String name, Tensor x, DataType type, Tensor condition) {
    return graph.op("Switch", name).in(x, condition).type("T", type).build();
  }

  /** Whichever of the two is alive. */
  Tensor merge(String name, Tensor a, Tensor b, DataType type) {
    return graph.op("Merge", name).in(a, b).type("T", type).attr("N", 2L).build();
  }

  /** Ends when all of these have ended. */
  Tensor all(String name, List<Tensor> earlier) {
    return graph.op("NoOp", name).after(earlier).build();
  }
}
