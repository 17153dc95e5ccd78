// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import io.lethe.learning.network.BatchNormalization;
import io.lethe.learning.network.Convolution;
import io.lethe.learning.network.Dense;
import io.lethe.learning.network.GlobalAverage;
import io.lethe.learning.network.Layer;
import io.lethe.learning.network.MaxPooling;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.Relu;
import io.lethe.learning.network.Residual;
import java.util.List;

/**
 * ResNet-18 as torchvision's, with its 7x7 stem of stride 2 and max pooling, for any image size
 * from 32 pixels on. Blocks are numbered as torchvision's top-level children: conv1 0, bn1 1, relu
 * 2, maxpool 3, layer1..4 4..7, avgpool 8, fc 9.
 */
public final class ResNet18 {
  private static final int[] CHANNELS = {64, 128, 256, 512};

  private ResNet18() {}

  public static void build(Network network, int classes) {
    build(network, classes, CHANNELS);
  }

  /** The same plan with other widths of the four stages. */
  public static void build(Network network, int classes, int[] channels) {
    network.nextBlock();
    Convolution stem = new Convolution(network, "conv1", 7, channels[0], 2, true);
    network.add(stem, stem.output(channels[0]));
    network.nextBlock();
    network.add(new BatchNormalization(network, "bn1"), network.shape());
    network.nextBlock();
    network.add(new Relu(network, "relu"), network.shape());
    network.nextBlock();
    MaxPooling pooling = new MaxPooling(network, "maxpool", 3, 2, 1);
    network.add(pooling, pooling.output());
    for (int stage = 0; stage < channels.length; stage++) {
      network.nextBlock();
      for (int i = 0; i < 2; i++) {
        String name = "layer" + (stage + 1) + "/" + i;
        residual(network, name, channels[stage], stage > 0 && i == 0 ? 2 : 1);
      }
    }
    network.nextBlock();
    network.add(
        new GlobalAverage(network, "avgpool"),
        new Network.FeatureShape(1, 1, network.shape().channels()));
    network.nextBlock();
    network.add(new Dense(network, "fc", classes), new Network.FeatureShape(1, 1, classes));
  }

  private static void residual(Network network, String name, int channels, int stride) {
    Network.FeatureShape input = network.shape();
    Convolution first = new Convolution(network, name + "/conv1", 3, channels, stride, false);
    Network.FeatureShape output = first.output(channels);
    network.reshape(output);
    Layer firstNorm = new BatchNormalization(network, name + "/bn1");
    Layer inner = new Relu(network, name + "/relu1");
    Layer second = new Convolution(network, name + "/conv2", 3, channels, 1, false);
    Layer secondNorm = new BatchNormalization(network, name + "/bn2");
    List<Layer> projection = List.of();
    if (!input.equals(output)) {
      network.reshape(input);
      Layer resize =
          new Convolution(network, name + "/downsample/conv", 1, channels, stride, false);
      network.reshape(output);
      projection = List.of(resize, new BatchNormalization(network, name + "/downsample/bn"));
    }
    network.add(
        new Residual(
            network, name, List.of(first, firstNorm, inner, second, secondNorm), projection),
        output);
    network.add(new Relu(network, name + "/relu2"), output);
  }
}
