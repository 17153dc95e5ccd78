// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** max(0, x). */
public final class Relu implements Layer {
  private final GraphMath maths;
  private final GraphWriter graph;
  private final String name;
  private Tensor output;

  public Relu(Network network, String name) {
    this.maths = network.maths();
    this.graph = network.graph();
    this.name = name;
  }

  @Override
  public Tensor train(Tensor x) {
    output = maths.unary("Relu", "train/" + name, x);
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return graph.op("ReluGrad", "gradient/" + name).in(gradient, output).floatT().build();
  }

  @Override
  public Tensor serve(Tensor x) {
    return maths.unary("Relu", "serve/" + name, x);
  }
}
