// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
   * Memory: the two kernels that are compared, and a buffer.
   *
   * @param one a SavedModel
   * @param other a SavedModel
   * @return by the kernel's path, sorted; without those that are all zeros or that a checkpoint
   *     does not name as Lethe or its exporter do, and empty where the variables are others or the
   *     first checkpoint holds tensors of other names than the second
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
    if (!theirs.keys().containsAll(ours.keys())) {
      return cosines; // a tensor too many could stand for one that the model does not use
    }
    for (int place = 0; place < variables.size(); place++) {
      ModelVariable variable = variables.get(place);
      if (variable.shape().length >= 2) {
        Optional<float[]> mine = numbers(ours, variable, place);
        Optional<float[]> others = numbers(theirs, variable, place);
        if (mine.isPresent() && others.isPresent()) {
          double cosine = cosine(mine.get(), others.get());
          if (Double.isFinite(cosine)) {
            cosines.put(variable.path(), cosine);
          }
        }
      }
    }
    return cosines;
  }

  /**
   * Where the cosines of all kernels lie; NaN where that cannot be told.
   *
   * @param least the smallest
   * @param largest the largest
   */
  public record Range(double least, double largest) {

    /** Where it cannot be told. */
    public static final Range UNKNOWN = new Range(Double.NaN, Double.NaN);
  }

  /**
   * The smallest and the largest cosine of {@link #cosines}.
   *
   * @param one a SavedModel
   * @param other the one it was made from
   * @return unknown where one of the kernels has none, though the other model's is not all zeros:
   *     what cannot be compared may be the same
   * @throws ModelException if a checkpoint cannot be read
   */
  public static Range range(Path one, Path other) {
    Map<String, Double> cosines = cosines(one, other);
    Checkpoint before = Checkpoint.of(other);
    List<ModelVariable> variables = ModelDescription.readVariables(other);
    for (int place = 0; place < variables.size(); place++) {
      ModelVariable variable = variables.get(place);
      if (variable.shape().length >= 2
          && !cosines.containsKey(variable.path())
          && !numbers(before, variable, place).map(Kernels::isZero).orElse(false)) {
        return Range.UNKNOWN;
      }
    }
    return cosines.isEmpty()
        ? Range.UNKNOWN
        : new Range(Collections.min(cosines.values()), Collections.max(cosines.values()));
  }

  private static boolean isZero(float[] numbers) {
    for (float number : numbers) {
      if (number != 0) {
        return false;
      }
    }
    return true;
  }

  /** A network of ours keeps a variable under its path, a Keras export under its place. */
  private static Optional<float[]> numbers(
      Checkpoint checkpoint, ModelVariable variable, int place) {
    long size = Arrays.stream(variable.shape()).reduce(1, Math::multiplyExact);
    return Stream.of(variable.path(), "weights/" + place + "/.ATTRIBUTES/VARIABLE_VALUE")
        .filter(key -> checkpoint.holds(key, size))
        .findFirst()
        .map(checkpoint::floats);
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
