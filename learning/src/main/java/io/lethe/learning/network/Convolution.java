// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import org.tensorflow.proto.DataType;

/**
 * A square convolution without bias, zero padding as PyTorch places it: (kernel - 1) / 2 on every
 * side. It either mixes all channels or, as a depthwise one, gives each channel a kernel of its
 * own.
 */
public final class Convolution implements Layer {
  private final Network network;
  private final GraphWriter graph;
  private final String name;
  private final Kind kind;
  private final int stride;
  private final int padding;
  private final int kernel;
  private final Network.FeatureShape input;
  private final int weights;
  private final boolean first;
  private Tensor trainInput;

  /** TensorFlow's operation; its gradients are named after it and take the same inputs. */
  private enum Kind {
    FULL("Conv2D"),
    DEPTHWISE("DepthwiseConv2dNative");

    private final String operation;

    Kind(String operation) {
      this.operation = operation;
    }
  }

  /** Side of the kernel in pixels, number of output channels, step in pixels. */
  private record Filter(int kernel, int channels, int stride) {}

  /** A convolution; {@code first} says that nobody needs the gradient by its input, the image. */
  public Convolution(
      Network network, String name, int kernel, int channels, int stride, boolean first) {
    this(network, name, Kind.FULL, new Filter(kernel, channels, stride), first);
  }

  /** As many channels as it gets, each from its own kernel. */
  public static Convolution depthwise(Network network, String name, int kernel, int stride) {
    int channels = network.shape().channels();
    return new Convolution(
        network, name, Kind.DEPTHWISE, new Filter(kernel, channels, stride), false);
  }

  private Convolution(Network network, String name, Kind kind, Filter filter, boolean first) {
    this.network = network;
    this.graph = network.graph();
    this.name = name;
    this.kind = kind;
    this.kernel = filter.kernel;
    this.stride = filter.stride;
    this.padding = (kernel - 1) / 2;
    this.input = network.shape();
    this.first = first;
    this.weights =
        network.declare(
            name,
            "kernel",
            true,
            Initializer.heFanOut(kernel, filter.channels),
            kernel,
            kernel,
            input.channels(),
            kind == Kind.FULL ? filter.channels : 1);
  }

  public Network.FeatureShape output(int channels) {
    return new Network.FeatureShape(
        Math.floorDiv(input.height() + 2 * padding - kernel, stride) + 1,
        Math.floorDiv(input.width() + 2 * padding - kernel, stride) + 1,
        channels);
  }

  @Override
  public Tensor train(Tensor x) {
    trainInput = pad(x, "train/" + name);
    return forward(trainInput, "train/" + name);
  }

  @Override
  public Tensor serve(Tensor x) {
    return forward(pad(x, "serve/" + name), "serve/" + name);
  }

  private Tensor forward(Tensor x, String nodeName) {
    return attributes(graph.op(kind.operation, nodeName).in(x, value())).build();
  }

  /** Where TensorFlow's own padding would be lopsided, zeros are put around first. */
  private Tensor pad(Tensor x, String nodeName) {
    return padsItself() ? x : GraphShapes.pad(graph, nodeName + "/pad", x, padding);
  }

  private boolean padsItself() {
    return stride == 1 || padding == 0;
  }

  @Override
  public Tensor backward(Tensor gradient) {
    Variables.Variable variable = network.variables().get(weights);
    String prefix = "gradient/" + name;
    Tensor filterShape = graph.ints(prefix + "/filter_shape", variable.description().shape());
    Tensor filterGradient =
        graph.guardedBy(
            variable.moves(),
            () ->
                attributes(
                        graph
                            .op(kind.operation + "BackpropFilter", prefix + "/kernel")
                            .in(trainInput, filterShape, gradient))
                    .build());
    network.gradient(weights, filterGradient);
    if (first) {
      return gradient;
    }
    Tensor inputShape =
        graph
            .op("Shape", prefix + "/input_shape")
            .in(trainInput)
            .floatT()
            .type("out_type", DataType.DT_INT32)
            .build();
    Tensor toPadded =
        attributes(
                graph
                    .op(kind.operation + "BackpropInput", prefix + "/input")
                    .in(inputShape, value(), gradient))
            .build();
    return padsItself()
        ? toPadded
        : GraphShapes.unpad(graph, prefix + "/unpad", toPadded, padding, input);
  }

  private Tensor value() {
    return network.variables().get(weights).value();
  }

  private GraphWriter.Node attributes(GraphWriter.Node node) {
    return node.floatT()
        .longs("strides", 1, stride, stride, 1)
        .attr("data_format", "NHWC")
        .attr("padding", stride == 1 ? "SAME" : "VALID");
  }
}
