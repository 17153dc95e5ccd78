// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/**
 * Maximum over square windows. Padding is with zeros, so padded pooling belongs behind a ReLU,
 * where a zero never wins over a feature.
 */
public final class MaxPooling implements Layer {
  private final GraphWriter graph;
  private final String name;
  private final int window;
  private final int stride;
  private final int padding;
  private final Network.FeatureShape input;
  private Tensor padded;
  private Tensor output;

  public MaxPooling(Network network, String name, int window, int stride, int padding) {
    this.graph = network.graph();
    this.name = name;
    this.window = window;
    this.stride = stride;
    this.padding = padding;
    this.input = network.shape();
  }

  public Network.FeatureShape output() {
    return new Network.FeatureShape(
        Math.floorDiv(input.height() + 2 * padding - window, stride) + 1,
        Math.floorDiv(input.width() + 2 * padding - window, stride) + 1,
        input.channels());
  }

  @Override
  public Tensor train(Tensor x) {
    padded = pad(x, "train/" + name);
    output = pool(padded, "train/" + name);
    return output;
  }

  @Override
  public Tensor serve(Tensor x) {
    return pool(pad(x, "serve/" + name), "serve/" + name);
  }

  private Tensor pad(Tensor x, String nodeName) {
    return padding == 0 ? x : GraphShapes.pad(graph, nodeName + "/pad", x, padding);
  }

  private Tensor pool(Tensor x, String nodeName) {
    return attributes(graph.op("MaxPool", nodeName).in(x)).build();
  }

  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    Tensor toPadded =
        attributes(graph.op("MaxPoolGrad", prefix).in(padded, output, gradient)).build();
    return padding == 0
        ? toPadded
        : GraphShapes.unpad(graph, prefix + "/unpad", toPadded, padding, input);
  }

  private GraphWriter.Node attributes(GraphWriter.Node node) {
    return node.floatT()
        .longs("ksize", 1, window, window, 1)
        .longs("strides", 1, stride, stride, 1)
        .attr("padding", "VALID")
        .attr("data_format", "NHWC");
  }
}
