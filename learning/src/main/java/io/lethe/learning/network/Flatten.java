// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** [B,H,W,C] to [B, H*W*C]. */
public final class Flatten implements Layer {
  private final GraphWriter graph;
  private final String name;
  private final Network.FeatureShape input;

  public Flatten(Network network, String name) {
    this.graph = network.graph();
    this.name = name;
    this.input = network.shape();
  }

  @Override
  public Tensor train(Tensor x) {
    return GraphShapes.reshape(graph, "train/" + name, x, -1, input.size());
  }

  @Override
  public Tensor serve(Tensor x) {
    return GraphShapes.reshape(graph, "serve/" + name, x, -1, input.size());
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return GraphShapes.reshape(
        graph, "gradient/" + name, gradient, -1, input.height(), input.width(), input.channels());
  }
}
