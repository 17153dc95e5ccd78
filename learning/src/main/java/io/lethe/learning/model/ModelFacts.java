// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import io.lethe.learning.dataset.ImageShape;
import java.nio.file.Path;
import java.util.List;

/**
 * What is fixed about a loaded model, and the checks that every call makes against it.
 *
 * @param shape of one image
 * @param classes K
 * @param variables in the order of the update mask
 * @param trainable for each variable, whether the optimizer moves it
 * @param classNames in label order, or empty
 */
public record ModelFacts(
    ImageShape shape,
    int classes,
    List<ModelVariable> variables,
    List<Boolean> trainable,
    List<String> classNames) {

  public ModelFacts {
    variables = List.copyOf(variables);
    trainable = List.copyOf(trainable);
    classNames = List.copyOf(classNames);
  }

  /** Reads the facts and refuses a model whose files contradict each other. */
  public static ModelFacts read(Path directory, SignatureContract contract) {
    long[] images = contract.inputShape("serving_default", "images");
    long[] logits = contract.outputShape("serving_default", "logits");
    if (images.length != 4
        || images[1] < 1
        || images[2] < 1
        || images[3] < 1
        || logits.length != 2
        || logits[1] < 1) {
      throw new ModelException(
          directory
              + " must map images [B,H,W,C] of a fixed size to logits [B,K]; it maps "
              + java.util.Arrays.toString(images)
              + " to "
              + java.util.Arrays.toString(logits));
    }
    List<ModelVariable> variables = ModelDescription.readVariables(directory);
    long[] mask = contract.inputShape("train_step", "update_mask");
    if (mask.length != 1 || mask[0] != variables.size()) {
      throw new ModelException(
          directory
              + ": the update mask takes "
              + java.util.Arrays.toString(mask)
              + " numbers and "
              + ModelDirectory.DESCRIPTION
              + " names "
              + variables.size()
              + " variables; take an undamaged copy");
    }
    ImageShape shape =
        new ImageShape(
            Math.toIntExact(images[1]), Math.toIntExact(images[2]), Math.toIntExact(images[3]));
    return new ModelFacts(
        shape,
        Math.toIntExact(logits[1]),
        variables,
        ModelDescription.readTrainable(directory),
        ModelDescription.readClassNames(directory));
  }

  public void requireShape(ImageShape images) {
    if (!images.equals(shape)) {
      throw new ModelException(
          "the model takes images of "
              + shape
              + " and the dataset has "
              + images
              + "; load the dataset at the model's resolution, or choose a model for these images");
    }
  }

  /** As many classes as the dataset, and of the same names where the model says them. */
  public void requireClasses(List<String> names) {
    if (names.size() != classes) {
      throw new ModelException(
          "the model knows "
              + classes
              + " classes and the dataset has "
              + names.size()
              + "; export the model with as many outputs as the dataset has classes");
    }
    if (!classNames.isEmpty() && !classNames.equals(names)) {
      throw new ModelException(
          "the model's classes are "
              + classNames
              + " and the dataset's are "
              + names
              + "; labels must mean the same: export the model with the dataset's class names, in"
              + " their order");
    }
  }

  /** One number a variable, each 0 or 1. */
  void requireMask(float[] mask) {
    if (mask.length != variables.size()) {
      throw new ModelException(
          "the update mask has "
              + mask.length
              + " numbers; this model has "
              + variables.size()
              + " variables");
    }
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != 0 && mask[i] != 1) {
        throw new ModelException(
            "the update mask of "
                + variables.get(i).path()
                + " is "
                + mask[i]
                + "; it must be 0 (stays) or 1 (moves)");
      }
    }
  }

  void require(StepInputs inputs) {
    requireMask(inputs.updateMask());
    if (inputs.targetLogits().length != inputs.rows() * classes) {
      throw new ModelException(
          inputs.targetLogits().length
              + " target logits do not make "
              + inputs.rows()
              + " rows of "
              + classes);
    }
    for (int i = 0; i < inputs.rows(); i++) {
      int label = inputs.labels()[i];
      if (label < 0 || label >= classes) {
        throw new ModelException(
            "the label of row "
                + i
                + " is "
                + label
                + "; this model knows 0 to "
                + (classes - 1)
                + ". The dataset has other classes than the model");
      }
    }
  }
}
