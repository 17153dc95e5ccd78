// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** x * sigmoid(x), which PyTorch calls SiLU. */
public final class Swish implements Layer {
  private final GraphMath maths;
  private final GraphWriter graph;
  private final String name;
  private Tensor input;
  private Tensor sigmoid;

  public Swish(Network network, String name) {
    this.maths = network.maths();
    this.graph = network.graph();
    this.name = name;
  }

  @Override
  public Tensor train(Tensor x) {
    input = x;
    sigmoid = maths.unary("Sigmoid", "train/" + name + "/sigmoid", x);
    return maths.multiply("train/" + name, x, sigmoid);
  }

  /** With s = sigmoid(x): g s + (g x) s (1 - s), the last three factors in one node. */
  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    Tensor byFactor = maths.multiply(prefix + "/factor", gradient, sigmoid);
    Tensor bySigmoid =
        graph
            .op("SigmoidGrad", prefix + "/sigmoid")
            .in(sigmoid, maths.multiply(prefix + "/by_sigmoid", gradient, input))
            .floatT()
            .build();
    return maths.add(prefix, byFactor, bySigmoid);
  }

  @Override
  public Tensor serve(Tensor x) {
    return maths.multiply(
        "serve/" + name, x, maths.unary("Sigmoid", "serve/" + name + "/sigmoid", x));
  }
}
