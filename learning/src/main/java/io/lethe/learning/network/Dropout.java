// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Sets random parts of its input to zero while training, and scales the others up so that the
 * expectation stays; in evaluation mode it does nothing. The parts are single features (dropout) or
 * whole rows of the batch (stochastic depth: before a sum with a shortcut, a dropped row takes the
 * shortcut alone).
 */
public final class Dropout implements Layer {
  private final Network network;
  private final GraphWriter graph;
  private final GraphMath maths;
  private final String name;
  private final float rate;
  private final Part part;
  private @Nullable Tensor mask;

  private enum Part {
    FEATURE,
    ROW
  }

  private Dropout(Network network, String name, float rate, Part part) {
    this.network = network;
    this.graph = network.graph();
    this.maths = network.maths();
    this.name = name;
    this.rate = rate;
    this.part = part;
  }

  /** Dropout proper, of [B,C]. */
  public static Dropout ofFeatures(Network network, String name, float rate) {
    return new Dropout(network, name, rate, Part.FEATURE);
  }

  /** Stochastic depth of [B,H,W,C], torchvision's mode "row". */
  public static Dropout ofRows(Network network, String name, float rate) {
    return new Dropout(network, name, rate, Part.ROW);
  }

  @Override
  public Tensor train(Tensor x) {
    if (rate == 0) {
      return x;
    }
    String nodeName = "train/" + name;
    Tensor shape =
        graph
            .op("Shape", nodeName + "/shape")
            .in(x)
            .floatT()
            .type("out_type", DataType.DT_INT32)
            .build();
    if (part == Part.FEATURE) {
      mask = network.noise().keep(nodeName, shape, rate);
    } else {
      Tensor rows = network.noise().keep(nodeName, firstOf(shape, nodeName + "/rows"), rate);
      mask = GraphShapes.reshape(graph, nodeName + "/mask", rows, -1, 1, 1, 1);
    }
    return maths.multiply(nodeName, x, mask);
  }

  private Tensor firstOf(Tensor shape, String nodeName) {
    return graph
        .op("Slice", nodeName)
        .in(shape, graph.ints(nodeName + "/begin", 0), graph.ints(nodeName + "/size", 1))
        .type("T", DataType.DT_INT32)
        .type("Index", DataType.DT_INT32)
        .build();
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return mask == null ? gradient : maths.multiply("gradient/" + name, gradient, mask);
  }

  @Override
  public Tensor serve(Tensor x) {
    return x;
  }
}
