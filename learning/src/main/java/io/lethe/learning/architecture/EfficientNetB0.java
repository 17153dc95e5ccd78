// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import io.lethe.learning.network.BatchNormalization;
import io.lethe.learning.network.Convolution;
import io.lethe.learning.network.Dense;
import io.lethe.learning.network.Dropout;
import io.lethe.learning.network.GlobalAverage;
import io.lethe.learning.network.Initializer;
import io.lethe.learning.network.Layer;
import io.lethe.learning.network.Network;
import io.lethe.learning.network.Residual;
import io.lethe.learning.network.SqueezeExcite;
import io.lethe.learning.network.Swish;
import java.util.ArrayList;
import java.util.List;

/**
 * EfficientNet-B0 as torchvision's: inverted residual blocks of depthwise convolutions with squeeze
 * and excitation, swish, stochastic depth and dropout. It halves the image five times and takes any
 * size from one pixel on; below 32 pixels its last stages see a single one.
 *
 * <p>Blocks are numbered as the nine children of torchvision's {@code features}, then its other two
 * top-level children: stem 0, stages 1..7, head 8, avgpool 9, classifier 10.
 *
 * <p>Why: docs/decisions/0010-efficientnets-blocks-and-noise.md.
 */
final class EfficientNetB0 {
  private static final Plan B0 =
      new Plan(
          32,
          List.of(
              new Stage(1, 3, 1, 16, 1),
              new Stage(6, 3, 2, 24, 2),
              new Stage(6, 5, 2, 40, 2),
              new Stage(6, 3, 2, 80, 3),
              new Stage(6, 5, 1, 112, 3),
              new Stage(6, 5, 2, 192, 4),
              new Stage(6, 3, 1, 320, 1)),
          0.2f,
          0.2f);

  /** Squeezed channels are a quarter of what the block gets. */
  private static final int SQUEEZE = 4;

  /** The head's channels, by those of the last stage. */
  private static final int WIDENING = 4;

  /**
   * Equal blocks one after another; only the first strides.
   *
   * @param expansion how many times more channels the depthwise convolution has than the block gets
   * @param kernel of the depthwise convolution
   * @param channels that each block gives
   */
  record Stage(int expansion, int kernel, int stride, int channels, int repeats) {}

  /**
   * A network of this family.
   *
   * @param stem channels of the first convolution
   * @param dropout rate before the classifier
   * @param stochasticDepth the rate of a block grows evenly from 0 to nearly this
   */
  record Plan(int stem, List<Stage> stages, float dropout, float stochasticDepth) {
    Plan {
      stages = List.copyOf(stages);
    }

    Plan withoutNoise() {
      return new Plan(stem, stages, 0, 0);
    }

    int blocks() {
      return stages.stream().mapToInt(Stage::repeats).sum();
    }
  }

  private EfficientNetB0() {}

  /** The plan of B0. */
  static Plan plan() {
    return B0;
  }

  static void build(Network network, int classes) {
    build(network, classes, B0);
  }

  static void build(Network network, int classes, Plan plan) {
    network.nextBlock();
    Convolution stem = new Convolution(network, "stem/conv", 3, plan.stem(), 2, true);
    add(network, normalized(network, "stem", stem, plan.stem()));
    add(network, List.of(new Swish(network, "stem/swish")));
    int number = 0;
    for (int stage = 0; stage < plan.stages().size(); stage++) {
      network.nextBlock();
      for (int i = 0; i < plan.stages().get(stage).repeats(); i++) {
        String name = "stage" + (stage + 1) + "/" + i;
        float rate = plan.stochasticDepth() * number / plan.blocks();
        inverted(network, name, plan.stages().get(stage), i == 0, rate);
        number++;
      }
    }
    network.nextBlock();
    int wide = WIDENING * network.shape().channels();
    add(network, pointwise(network, "head", wide));
    add(network, List.of(new Swish(network, "head/swish")));
    network.nextBlock();
    network.add(new GlobalAverage(network, "avgpool"), new Network.FeatureShape(1, 1, wide));
    network.nextBlock();
    network.add(Dropout.ofFeatures(network, "dropout", plan.dropout()), network.shape());
    Initializer uniform = new Initializer.Uniform((float) (1 / Math.sqrt(classes)));
    network.add(
        new Dense(network, "classifier", classes, uniform, new Initializer.Constant(0)),
        new Network.FeatureShape(1, 1, classes));
  }

  /** One inverted residual block: expand, convolve each channel, gate, project. */
  private static void inverted(
      Network network, String name, Stage stage, boolean first, float dropRate) {
    int channels = network.shape().channels();
    int stride = first ? stage.stride() : 1;
    List<Layer> path = new ArrayList<>();
    if (stage.expansion() > 1) {
      path.addAll(pointwise(network, name + "/expand", channels * stage.expansion()));
      path.add(new Swish(network, name + "/expand/swish"));
    }
    path.addAll(depthwise(network, name + "/depthwise", stage.kernel(), stride));
    path.add(new Swish(network, name + "/depthwise/swish"));
    path.add(new SqueezeExcite(network, name + "/squeeze", Math.max(1, channels / SQUEEZE)));
    path.addAll(pointwise(network, name + "/project", stage.channels()));
    if (stride == 1 && channels == stage.channels()) {
      path.add(Dropout.ofRows(network, name + "/depth", dropRate));
      network.add(new Residual(network, name, path, List.of()), network.shape());
    } else {
      add(network, path);
    }
  }

  private static List<Layer> pointwise(Network network, String name, int channels) {
    Convolution convolution = new Convolution(network, name + "/conv", 1, channels, 1, false);
    return normalized(network, name, convolution, channels);
  }

  private static List<Layer> depthwise(Network network, String name, int kernel, int stride) {
    Convolution convolution = Convolution.depthwise(network, name + "/conv", kernel, stride);
    return normalized(network, name, convolution, network.shape().channels());
  }

  /** A convolution and its batch normalisation; the network has their shape afterwards. */
  private static List<Layer> normalized(
      Network network, String name, Convolution convolution, int channels) {
    network.reshape(convolution.output(channels));
    return List.of(convolution, new BatchNormalization(network, name + "/bn"));
  }

  /** Adds layers after which the network already has its new shape. */
  private static void add(Network network, List<Layer> layers) {
    layers.forEach(layer -> network.add(layer, network.shape()));
  }
}
