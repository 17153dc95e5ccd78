package io.lethe.learning.model;

import org.tensorflow.proto.DataType;

/** Changes of a tensor's shape. */
final class Shapes {
  private Shapes() {}

  static Tensor reshape(GraphWriter graph, String name, Tensor x, long... dimensions) {
    return graph
        .op("Reshape", name)
        .in(x, graph.ints(name + "/to", dimensions))
        .floatT()
        .type("Tshape", DataType.DT_INT32)
        .build();
  }
}
