// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import org.tensorflow.proto.DataType;

/** The mean over height and width: [B,H,W,C] to [B,C]. */
public final class GlobalAverage implements Layer {
  private final GraphWriter graph;
  private final GraphMath maths;
  private final String name;
  private final Network.FeatureShape input;
  private Tensor trainInput;

  public GlobalAverage(Network network, String name) {
    this.graph = network.graph();
    this.maths = network.maths();
    this.name = name;
    this.input = network.shape();
  }

  @Override
  public Tensor train(Tensor x) {
    trainInput = x;
    return maths.reduce("Mean", "train/" + name, x, 1, 2);
  }

  @Override
  public Tensor serve(Tensor x) {
    return maths.reduce("Mean", "serve/" + name, x, 1, 2);
  }

  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    Tensor share =
        maths.multiply(
            prefix + "/share",
            gradient,
            graph.constant(prefix + "/scale", 1f / (input.height() * input.width())));
    Tensor pixel = GraphShapes.reshape(graph, prefix + "/pixel", share, -1, 1, 1, input.channels());
    Tensor shape =
        graph
            .op("Shape", prefix + "/shape")
            .in(trainInput)
            .floatT()
            .type("out_type", DataType.DT_INT32)
            .build();
    return graph
        .op("BroadcastTo", prefix)
        .in(pixel, shape)
        .floatT()
        .type("Tidx", DataType.DT_INT32)
        .build();
  }
}
