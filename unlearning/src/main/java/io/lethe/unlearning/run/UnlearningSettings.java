// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.UnknownAlgorithmException;
import io.lethe.unlearning.UnlearningAlgorithm;
import java.util.Map;
import java.util.Objects;

/**
 * How to unlearn.
 *
 * @param algorithm what to run
 * @param hyperParameters valid for it
 * @param seed of every random choice
 */
public record UnlearningSettings(
    UnlearningAlgorithm algorithm, HyperParameters hyperParameters, long seed) {

  /** Refuses nulls. */
  public UnlearningSettings {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(hyperParameters, "hyperParameters");
  }

  /**
   * Reads them from text.
   *
   * @param algorithm its name
   * @param hyperParameters what is left out takes the algorithm's default
   * @throws UnknownAlgorithmException if there is no such algorithm
   * @throws InvalidHyperParametersException naming every unknown key and every bad value at once
   */
  public static UnlearningSettings parse(
      Algorithms algorithms, String algorithm, Map<String, String> hyperParameters, long seed) {
    UnlearningAlgorithm named = algorithms.named(algorithm);
    return new UnlearningSettings(named, named.hyperParameters(hyperParameters), seed);
  }
}
