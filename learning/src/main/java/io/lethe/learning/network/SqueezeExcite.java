// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;

/**
 * Squeeze and excitation: every channel of [B,H,W,C] is multiplied by a gate between 0 and 1 that
 * two dense layers, with a swish between them, compute from the means of all channels.
 */
public final class SqueezeExcite implements Layer {
  private final GraphWriter graph;
  private final GraphMath maths;
  private final String name;
  private final Network.FeatureShape input;
  private final List<Layer> bottleneck;
  private Tensor trainInput;
  private Tensor gate;
  private Tensor channelGates;

  /** A gate through a bottleneck of {@code squeezed} numbers. */
  public SqueezeExcite(Network network, String name, int squeezed) {
    this.graph = network.graph();
    this.maths = network.maths();
    this.name = name;
    this.input = network.shape();
    network.reshape(new Network.FeatureShape(1, 1, input.channels()));
    Layer reduce = dense(network, name + "/fc1", squeezed);
    network.reshape(new Network.FeatureShape(1, 1, squeezed));
    Layer swish = new Swish(network, name + "/swish");
    Layer expand = dense(network, name + "/fc2", input.channels());
    network.reshape(input);
    this.bottleneck = List.of(reduce, swish, expand);
  }

  /** As a 1x1 convolution with bias, which is what torchvision has here. */
  private static Dense dense(Network network, String name, int outputs) {
    return new Dense(
        network, name, outputs, Initializer.heFanOut(1, outputs), new Initializer.Constant(0));
  }

  @Override
  public Tensor train(Tensor x) {
    trainInput = x;
    Tensor y = mean("train/" + name, x);
    for (Layer layer : bottleneck) {
      y = layer.train(y);
    }
    gate = maths.unary("Sigmoid", "train/" + name + "/gate", y);
    channelGates = perChannel("train/" + name + "/gates", gate);
    return maths.multiply("train/" + name, x, channelGates);
  }

  @Override
  public Tensor serve(Tensor x) {
    Tensor y = mean("serve/" + name, x);
    for (Layer layer : bottleneck) {
      y = layer.serve(y);
    }
    Tensor opened = maths.unary("Sigmoid", "serve/" + name + "/gate", y);
    return maths.multiply("serve/" + name, x, perChannel("serve/" + name + "/gates", opened));
  }

  private Tensor mean(String nodeName, Tensor x) {
    return maths.reduce("Mean", nodeName + "/mean", x, 1, 2);
  }

  private Tensor perChannel(String nodeName, Tensor x) {
    return GraphShapes.reshape(graph, nodeName, x, -1, 1, 1, input.channels());
  }

  /** The input acts twice: under the gate, and through the means on the gate. */
  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    Tensor product = maths.multiply(prefix + "/product", gradient, trainInput);
    Tensor byGate = maths.reduce("Sum", prefix + "/gate", product, 1, 2);
    Tensor byMean = graph.op("SigmoidGrad", prefix + "/sigmoid").in(gate, byGate).floatT().build();
    for (int i = bottleneck.size() - 1; i >= 0; i--) {
      byMean = bottleneck.get(i).backward(byMean);
    }
    Tensor share =
        maths.multiply(
            prefix + "/share",
            byMean,
            graph.constant(prefix + "/scale", 1f / (input.height() * input.width())));
    Tensor under = maths.multiply(prefix + "/under", gradient, channelGates);
    return maths.add(prefix, under, perChannel(prefix + "/shares", share));
  }
}
