// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How two models' kernels lie to each other: variables of two dimensions or more, by their path.
 */
public final class Kernels {

  private Kernels() {}

  /**
   * The cosine of the angle between each kernel of one model and the same kernel of the other, over
   * all their weights:
   *
   * <pre>cos(w, v) = sum_i w_i v_i / (|w| |v|)</pre>
   *
   * <p>1 where nothing was moved but their length, near 0 between networks that were begun anew: a
   * model that was retrained has lost its parent's weights, one that was only corrected has not.
   * Memory: two kernels at a time.
   *
   * @param one a SavedModel
   * @param other a SavedModel
   * @return by the kernel's path, sorted; without kernels that are all zeros, and empty where the
   *     models are not of the same graph
   * @throws ModelException if a checkpoint cannot be read
   */
  public static Map<String, Double> cosines(Path one, Path other) {
    Map<String, Double> cosines = new TreeMap<>();
    List<ModelVariable> variables = ModelDescription.readVariables(one);
    if (!variables.equals(ModelDescription.readVariables(other))) {
      return cosines;
    }
    Checkpoint ours = Checkpoint.of(one);
    Checkpoint theirs = Checkpoint.of(other);
    for (int place = 0; place < variables.size(); place++) {
      ModelVariable variable = variables.get(place);
      if (variable.shape().length >= 2) {
        double cosine = cosine(numbers(ours, variable, place), numbers(theirs, variable, place));
        if (Double.isFinite(cosine)) {
          cosines.put(variable.path(), cosine);
        }
      }
    }
    return cosines;
  }

  /** A network of ours keeps a variable under its path, a Keras export under its place. */
  private static float[] numbers(Checkpoint checkpoint, ModelVariable variable, int place) {
    String path = variable.path();
    long size = Arrays.stream(variable.shape()).reduce(1, Math::multiplyExact);
    return checkpoint.floats(
        checkpoint.holds(path) ? path : "weights/" + place + "/.ATTRIBUTES/VARIABLE_VALUE",
        Math.toIntExact(size));
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
      square += (double) one[i] * one[i];
      otherSquare += (double) other[i] * other[i];
    }
    return product / Math.sqrt(square * otherSquare);
  }
}
