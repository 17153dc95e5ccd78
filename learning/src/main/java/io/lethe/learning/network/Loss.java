// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import org.tensorflow.proto.DataType;

/**
 * The one loss of every algorithm: sum of w_ce * CE(logits, label) + w_kl * KL(softmax(target/T) ||
 * softmax(logits/T)) over the rows of a batch. Means, signs and selections are in the weights;
 * there is no T² factor.
 */
final class Loss {
  private final GraphWriter graph;
  private final GraphMath maths;
  private final Tensor labels;
  private final Tensor crossEntropyWeight;
  private final Tensor distillationWeight;
  private final Tensor targetLogits;
  private final Tensor temperature;

  /** The loss of a batch, its two parts, and its gradient by the logits. */
  record Nodes(Tensor loss, Tensor crossEntropy, Tensor distillation, Tensor logitsGradient) {}

  Loss(GraphWriter graph, int classes) {
    this.graph = graph;
    this.maths = new GraphMath(graph);
    labels =
        graph
            .op("Placeholder", "labels")
            .type("dtype", DataType.DT_INT32)
            .shape("shape", -1)
            .build();
    crossEntropyWeight = placeholder("cross_entropy_weight", -1);
    distillationWeight = placeholder("distillation_weight", -1);
    targetLogits = placeholder("target_logits", -1, classes);
    temperature = placeholder("temperature");
  }

  private Tensor placeholder(String name, long... shape) {
    return graph
        .op("Placeholder", name)
        .type("dtype", DataType.DT_FLOAT)
        .shape("shape", shape)
        .build();
  }

  Nodes build(Tensor logits) {
    Tensor rows =
        graph
            .op("SparseSoftmaxCrossEntropyWithLogits", "loss/rows")
            .in(logits, labels)
            .floatT()
            .type("Tlabels", DataType.DT_INT32)
            .build();
    Tensor crossEntropy =
        maths.reduce(
            "Sum", "loss/cross_entropy", maths.multiply("loss/ce", rows, crossEntropyWeight), 0);
    Tensor logTarget = logSoftmax("loss/log_target", targetLogits);
    Tensor logStudent = logSoftmax("loss/log_student", logits);
    Tensor target = maths.unary("Exp", "loss/target", logTarget);
    Tensor gap = maths.subtract("loss/gap", logTarget, logStudent);
    Tensor divergence =
        maths.reduce("Sum", "loss/divergence", maths.multiply("loss/kl", target, gap), 1);
    Tensor distillation =
        maths.reduce(
            "Sum",
            "loss/distillation",
            maths.multiply("loss/dl", divergence, distillationWeight),
            0);
    return new Nodes(
        maths.add("loss/total", crossEntropy, distillation),
        crossEntropy,
        distillation,
        gradient(rows.at(1), target, maths.unary("Exp", "loss/student", logStudent)));
  }

  /** w_ce (softmax(z) - onehot) + w_kl / T (softmax(z/T) - softmax(target/T)). */
  private Tensor gradient(Tensor crossEntropyByLogits, Tensor target, Tensor student) {
    Tensor hard =
        maths.multiply(
            "loss/hard", crossEntropyByLogits, column("loss/ce_column", crossEntropyWeight));
    Tensor weight = maths.divide("loss/soft_weight", distillationWeight, temperature);
    Tensor soft =
        maths.multiply(
            "loss/soft",
            maths.subtract("loss/excess", student, target),
            column("loss/kl_column", weight));
    return maths.add("loss/gradient", hard, soft);
  }

  private Tensor logSoftmax(String name, Tensor logits) {
    return maths.unary("LogSoftmax", name, maths.divide(name + "/tempered", logits, temperature));
  }

  private Tensor column(String name, Tensor vector) {
    return GraphShapes.reshape(graph, name, vector, -1, 1);
  }

  Tensor labels() {
    return labels;
  }

  Tensor crossEntropyWeight() {
    return crossEntropyWeight;
  }

  Tensor distillationWeight() {
    return distillationWeight;
  }

  Tensor targetLogits() {
    return targetLogits;
  }

  Tensor temperature() {
    return temperature;
  }
}
