// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.ModelVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;

/**
 * A stack of blocks, each a list of layers, from normalised images to logits. Architectures add
 * layers; then the graph builder asks for the passes.
 */
public final class Network {
  private final GraphWriter graph = new GraphWriter();
  private final GraphMath maths = new GraphMath(graph);
  private final Variables variables = new Variables(graph);
  private final DropoutNoise noise = new DropoutNoise(graph, variables);
  private final List<List<Layer>> blocks = new ArrayList<>();
  private final Map<Integer, Tensor> gradients = new LinkedHashMap<>();
  private final List<Tensor> statisticsUpdates = new ArrayList<>();
  private final FeatureShape input;
  private FeatureShape shape;

  /**
   * What a layer gets and gives: height, width, channels; after flattening height and width are 1.
   */
  public record FeatureShape(int height, int width, int channels) {
    public int size() {
      return height * width * channels;
    }
  }

  public Network(FeatureShape input) {
    this.input = input;
    shape = input;
  }

  /** One image. */
  public FeatureShape input() {
    return input;
  }

  /** Starts the next top-level part. */
  public void nextBlock() {
    blocks.add(new ArrayList<>());
  }

  int block() {
    return blocks.size() - 1;
  }

  /** Adds a layer whose output has this shape. */
  public void add(Layer layer, FeatureShape output) {
    if (output.height() < 1 || output.width() < 1) {
      throw new ModelException(
          "the images are too small for this architecture: a layer would give "
              + output
              + "; use a larger resolution");
    }
    blocks.get(block()).add(layer);
    shape = output;
  }

  public FeatureShape shape() {
    return shape;
  }

  /** Says what the next layer gets, inside a layer made of layers. */
  public void reshape(FeatureShape next) {
    shape = next;
  }

  GraphWriter graph() {
    return graph;
  }

  GraphMath maths() {
    return maths;
  }

  public Variables variables() {
    return variables;
  }

  /** Where layers get the random numbers of a training pass. */
  DropoutNoise noise() {
    return noise;
  }

  /** Declares a variable of the block being built. */
  int declare(
      String layer, String name, boolean trainable, Initializer initializer, long... dimensions) {
    return variables.declare(
        new ModelVariable(layer, layer + "/" + name, dimensions, block()), trainable, initializer);
  }

  /** Takes a variable's gradient during {@link #backward}. */
  void gradient(int variable, Tensor gradient) {
    if (gradients.put(variable, gradient) != null) {
      throw new IllegalStateException("variable " + variable + " has two gradients");
    }
  }

  /** Takes the end of an update of moving statistics. */
  void statisticsUpdate(Tensor done) {
    statisticsUpdates.add(done);
  }

  List<Tensor> statisticsUpdates() {
    return List.copyOf(statisticsUpdates);
  }

  /** The gradient of a trainable variable, alive only if the variable may move. */
  Tensor gradientOf(Variables.Variable variable) {
    Tensor gradient = gradients.get(variable.index());
    if (gradient == null) {
      throw new IllegalStateException(variable.description() + " has no gradient");
    }
    return gradient;
  }

  Tensor train(Tensor images) {
    Tensor x = images;
    for (List<Layer> block : blocks) {
      for (Layer layer : block) {
        x = layer.train(x);
      }
    }
    return x;
  }

  Tensor serve(Tensor images) {
    Tensor x = images;
    for (List<Layer> block : blocks) {
      for (Layer layer : block) {
        x = layer.serve(x);
      }
    }
    return x;
  }

  /** Goes back from the logits; stops at run time where no earlier variable may move. */
  void backward(Tensor logitsGradient) {
    Tensor gradient = logitsGradient;
    for (int b = blocks.size() - 1; b >= 0; b--) {
      List<Layer> layers = blocks.get(b);
      for (int i = layers.size() - 1; i >= 0; i--) {
        gradient = layers.get(i).backward(gradient);
      }
      if (b > 0) {
        gradient =
            maths
                .branch(
                    "needed_by_block_" + (b - 1),
                    gradient,
                    DataType.DT_FLOAT,
                    variables.anyMovesUpTo(b - 1))
                .at(1);
      }
    }
  }
}
