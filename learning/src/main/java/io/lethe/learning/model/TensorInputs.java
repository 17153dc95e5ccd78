// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/** Makes named native arrays; they belong to the manager of one step. */
public final class TensorInputs {
  private TensorInputs() {}

  public static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  static NDArray images(NDManager manager, ByteBuffer images, int rows, ModelFacts facts) {
    int expected = Math.multiplyExact(rows, facts.shape().bytes());
    if (!images.isDirect() || images.remaining() != expected) {
      throw new ModelException(
          "the images of "
              + rows
              + " rows must be "
              + expected
              + " bytes in a direct buffer; there are "
              + images.remaining());
    }
    Shape shape =
        new Shape(rows, facts.shape().height(), facts.shape().width(), facts.shape().channels());
    return named("images", manager.create(images.duplicate(), shape, DataType.UINT8));
  }

  public static NDList pass(NDManager manager, StepInputs inputs, ModelFacts facts) {
    return new NDList(
        images(manager, inputs.images(), inputs.rows(), facts),
        named("labels", manager.create(inputs.labels())),
        named("cross_entropy_weight", manager.create(inputs.crossEntropyWeight())),
        named("distillation_weight", manager.create(inputs.distillationWeight())),
        named(
            "target_logits",
            manager.create(inputs.targetLogits(), new Shape(inputs.rows(), facts.classes()))),
        named("temperature", manager.create(inputs.temperature())),
        named("update_mask", manager.create(inputs.updateMask())));
  }

  public static NDList learningRate(NDManager manager, float rate) {
    if (!(rate >= 0) || Float.isInfinite(rate)) {
      throw new ModelException("the learning rate is " + rate + "; it must be a number from 0 on");
    }
    return new NDList(named("learning_rate", manager.create(rate)));
  }

  public static NDList seed(NDManager manager, long seed) {
    return new NDList(named("seed", manager.create(seed)));
  }

  static NDList path(NDManager manager, String path) {
    return new NDList(named("path", manager.create(path)));
  }
}
