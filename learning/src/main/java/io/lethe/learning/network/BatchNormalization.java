// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Batch normalisation over the channels, epsilon 1e-5. In training it uses the batch's mean and
 * biased variance and moves the running values by a tenth, the running variance towards the
 * unbiased variance, as PyTorch does. Where the mask holds its moving mean, it normalises with the
 * moving statistics and leaves them alone.
 */
public final class BatchNormalization implements Layer {
  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.1f;

  private final Network network;
  private final GraphWriter graph;
  private final GraphMath maths;
  private final String name;
  private final int gamma;
  private final int beta;
  private final int movingMean;
  private final int movingVariance;
  private Tensor trainInput;
  private Tensor batchPass;
  private Tensor movingPass;

  /** What a forward pass took and left to its gradient; {@code reserve} is TensorFlow's own. */
  private record Pass(
      Tensor x, Tensor mean, Tensor variance, Tensor reserve, boolean batchStatistics) {}

  public BatchNormalization(Network network, String name) {
    this.network = network;
    this.graph = network.graph();
    this.maths = network.maths();
    this.name = name;
    int channels = network.shape().channels();
    gamma = network.declare(name, "gamma", true, new Initializer.Constant(1), channels);
    beta = network.declare(name, "beta", true, new Initializer.Constant(0), channels);
    movingMean = network.declare(name, "moving_mean", false, new Initializer.Constant(0), channels);
    movingVariance =
        network.declare(name, "moving_variance", false, new Initializer.Constant(1), channels);
  }

  @Override
  public Tensor train(Tensor x) {
    Tensor useBatch = variable(movingMean).mayMove();
    trainInput = maths.branch("train/" + name + "/mode", x, DataType.DT_FLOAT, useBatch);
    batchPass = normalize("train/" + name + "/batch", trainInput.at(1), true);
    movingPass = normalize("train/" + name + "/moving", trainInput.at(0), false);
    move(movingMean, batchPass.at(1));
    move(movingVariance, batchPass.at(2));
    return maths.merge("train/" + name, movingPass, batchPass, DataType.DT_FLOAT);
  }

  @Override
  public Tensor serve(Tensor x) {
    return normalize("serve/" + name, x, false);
  }

  private Tensor normalize(String nodeName, Tensor x, boolean batchStatistics) {
    return graph
        .op("FusedBatchNormV3", nodeName)
        .in(x, value(gamma), value(beta), value(movingMean), value(movingVariance))
        .floatT()
        .type("U", DataType.DT_FLOAT)
        .attr("epsilon", EPSILON)
        .attr("exponential_avg_factor", batchStatistics ? MOMENTUM : 1f)
        .attr("data_format", "NHWC")
        .attr("is_training", batchStatistics)
        .build();
  }

  /** Sets a moving statistic where both the layer's mode and the statistic's own mask allow it. */
  private void move(int index, Tensor moved) {
    Variables.Variable statistic = variable(index);
    String nodeName = "train/" + statistic.description().path();
    Tensor both =
        graph
            .op("LogicalAnd", nodeName + "/both")
            .in(variable(movingMean).mayMove(), statistic.mayMove())
            .build();
    Tensor branch = maths.branch(nodeName + "/branch", both, DataType.DT_BOOL, both);
    Tensor allowed =
        maths.identity(nodeName + "/allowed", branch.at(1), DataType.DT_BOOL, List.of());
    Tensor assigned =
        graph.guardedBy(
            allowed,
            () ->
                network
                    .variables()
                    .assign(nodeName + "/assign", statistic.handle(), moved, DataType.DT_FLOAT));
    Tensor done =
        maths.identity(nodeName + "/assigned", allowed, DataType.DT_BOOL, List.of(assigned));
    network.statisticsUpdate(maths.merge(nodeName + "/done", done, branch, DataType.DT_BOOL));
  }

  @Override
  public Tensor backward(Tensor gradient) {
    String prefix = "gradient/" + name;
    Tensor mode =
        maths.branch(prefix + "/mode", gradient, DataType.DT_FLOAT, variable(movingMean).mayMove());
    Tensor batch =
        gradientNode(
            prefix + "/batch",
            mode.at(1),
            new Pass(trainInput.at(1), batchPass.at(3), batchPass.at(4), batchPass.at(5), true));
    Tensor moving =
        gradientNode(
            prefix + "/moving",
            mode.at(0),
            new Pass(
                trainInput.at(0),
                value(movingMean),
                value(movingVariance),
                movingPass.at(5),
                false));
    network.gradient(
        gamma, maths.merge(prefix + "/gamma", moving.at(1), batch.at(1), DataType.DT_FLOAT));
    network.gradient(
        beta, maths.merge(prefix + "/beta", moving.at(2), batch.at(2), DataType.DT_FLOAT));
    return maths.merge(prefix + "/input", moving, batch, DataType.DT_FLOAT);
  }

  private Tensor gradientNode(String nodeName, Tensor gradient, Pass pass) {
    return graph
        .op("FusedBatchNormGradV3", nodeName)
        .in(gradient, pass.x, value(gamma), pass.mean, pass.variance, pass.reserve)
        .floatT()
        .type("U", DataType.DT_FLOAT)
        .attr("epsilon", EPSILON)
        .attr("data_format", "NHWC")
        .attr("is_training", pass.batchStatistics)
        .build();
  }

  private Variables.Variable variable(int index) {
    return network.variables().get(index);
  }

  private Tensor value(int index) {
    return variable(index).value();
  }
}
