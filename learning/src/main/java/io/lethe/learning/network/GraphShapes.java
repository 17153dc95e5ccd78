// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import org.tensorflow.proto.DataType;

/** Changes of a tensor's shape. */
final class GraphShapes {
  private GraphShapes() {}

  static Tensor reshape(GraphWriter graph, String name, Tensor x, long... dimensions) {
    return graph
        .op("Reshape", name)
        .in(x, graph.ints(name + "/to", dimensions))
        .floatT()
        .type("Tshape", DataType.DT_INT32)
        .build();
  }

  /** Zeros around height and width of [B,H,W,C]. */
  static Tensor pad(GraphWriter graph, String name, Tensor x, int padding) {
    Tensor paddings =
        graph.paddings(name + "/paddings", 0, 0, padding, padding, padding, padding, 0, 0);
    return graph
        .op("Pad", name)
        .in(x, paddings)
        .floatT()
        .type("Tpaddings", DataType.DT_INT32)
        .build();
  }

  /** The inner part of what was padded. */
  static Tensor unpad(
      GraphWriter graph, String name, Tensor x, int padding, Network.FeatureShape inner) {
    Tensor begin = graph.ints(name + "/begin", 0, padding, padding, 0);
    Tensor size = graph.ints(name + "/size", -1, inner.height(), inner.width(), inner.channels());
    return graph
        .op("Slice", name)
        .in(x, begin, size)
        .floatT()
        .type("Index", DataType.DT_INT32)
        .build();
  }
}
