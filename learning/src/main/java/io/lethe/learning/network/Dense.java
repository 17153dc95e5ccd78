// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** A fully connected layer with bias: [B,inputs] to [B,outputs]. */
public final class Dense implements Layer {
  private final Network network;
  private final GraphWriter graph;
  private final String name;
  private final int kernel;
  private final int bias;
  private Tensor trainInput;

  /** Initialised as PyTorch's Linear: uniform in ±1/sqrt(inputs), the bias too. */
  public Dense(Network network, String name, int outputs) {
    this(network, name, outputs, linear(network.shape()), linear(network.shape()));
  }

  public Dense(
      Network network,
      String name,
      int outputs,
      Initializer kernelInitializer,
      Initializer biasInitializer) {
    this.network = network;
    this.graph = network.graph();
    this.name = name;
    int inputs = network.shape().channels();
    kernel = network.declare(name, "kernel", true, kernelInitializer, inputs, outputs);
    bias = network.declare(name, "bias", true, biasInitializer, outputs);
  }

  private static Initializer linear(Network.FeatureShape input) {
    return new Initializer.Uniform((float) (1 / Math.sqrt(input.channels())));
  }

  @Override
  public Tensor train(Tensor x) {
    trainInput = x;
    return forward(x, "train/" + name);
  }

  @Override
  public Tensor serve(Tensor x) {
    return forward(x, "serve/" + name);
  }

  private Tensor forward(Tensor x, String nodeName) {
    Tensor product = multiply(nodeName + "/product", x, variable(kernel).value(), false, false);
    return graph
        .op("BiasAdd", nodeName)
        .in(product, variable(bias).value())
        .floatT()
        .attr("data_format", "NHWC")
        .build();
  }

  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    network.gradient(
        kernel,
        graph.guardedBy(
            variable(kernel).moves(),
            () -> multiply(prefix + "/kernel", trainInput, gradient, true, false)));
    network.gradient(
        bias,
        graph.guardedBy(
            variable(bias).moves(),
            () ->
                graph
                    .op("BiasAddGrad", prefix + "/bias")
                    .in(gradient)
                    .floatT()
                    .attr("data_format", "NHWC")
                    .build()));
    return multiply(prefix + "/input", gradient, variable(kernel).value(), false, true);
  }

  private Tensor multiply(
      String nodeName, Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return graph
        .op("MatMul", nodeName)
        .in(a, b)
        .floatT()
        .attr("transpose_a", transposeA)
        .attr("transpose_b", transposeB)
        .build();
  }

  private Variables.Variable variable(int index) {
    return network.variables().get(index);
  }
}
