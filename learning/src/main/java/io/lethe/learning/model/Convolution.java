package io.lethe.learning.model;

import org.tensorflow.proto.DataType;

/**
 * A square convolution without bias, zero padding as PyTorch places it: (kernel - 1) / 2 on every
 * side.
 */
final class Convolution implements Layer {
  private final Network network;
  private final GraphWriter graph;
  private final String name;
  private final int stride;
  private final int padding;
  private final int kernel;
  private final Network.FeatureShape input;
  private final int weights;
  private final boolean first;
  private Tensor trainInput;

  /** A convolution; {@code first} says that nobody needs the gradient by its input, the image. */
  Convolution(Network network, String name, int kernel, int channels, int stride, boolean first) {
    this.network = network;
    this.graph = network.graph();
    this.name = name;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = (kernel - 1) / 2;
    this.input = network.shape();
    this.first = first;
    this.weights =
        network.declare(
            name,
            "kernel",
            true,
            Initializer.heFanOut(kernel, channels),
            kernel,
            kernel,
            input.channels(),
            channels);
  }

  Network.FeatureShape output(int channels) {
    return new Network.FeatureShape(
        (input.height() + 2 * padding - kernel) / stride + 1,
        (input.width() + 2 * padding - kernel) / stride + 1,
        channels);
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
    return attributes(graph.op("Conv2D", nodeName).in(x, value())).build();
  }

  @Override
  public Tensor backward(Tensor gradient) {
    Variables.Variable variable = network.variables().get(weights);
    Tensor filterShape =
        graph.ints("gradient/" + name + "/filter_shape", variable.description().shape());
    Tensor filterGradient =
        graph.guardedBy(
            variable.moves(),
            () ->
                attributes(
                        graph
                            .op("Conv2DBackpropFilter", "gradient/" + name + "/kernel")
                            .in(trainInput, filterShape, gradient))
                    .build());
    network.gradient(weights, filterGradient);
    if (first) {
      return gradient;
    }
    Tensor inputShape =
        graph
            .op("Shape", "gradient/" + name + "/input_shape")
            .in(trainInput)
            .floatT()
            .type("out_type", DataType.DT_INT32)
            .build();
    return attributes(
            graph
                .op("Conv2DBackpropInput", "gradient/" + name + "/input")
                .in(inputShape, value(), gradient))
        .build();
  }

  private Tensor value() {
    return network.variables().get(weights).value();
  }

  private GraphWriter.Node attributes(GraphWriter.Node node) {
    node.floatT().longs("strides", 1, stride, stride, 1).attr("data_format", "NHWC");
    if (stride == 1 && kernel % 2 == 1) {
      return node.attr("padding", "SAME");
    }
    if (padding == 0) {
      return node.attr("padding", "VALID");
    }
    return node.attr("padding", "EXPLICIT")
        .longs("explicit_paddings", 0, 0, padding, padding, padding, padding, 0, 0);
  }
}
