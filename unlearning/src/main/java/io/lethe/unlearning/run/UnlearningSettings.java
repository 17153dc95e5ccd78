// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.domain.job.TestFigures;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.UnknownAlgorithmException;
import io.lethe.unlearning.UnlearningAlgorithm;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to unlearn.
 *
 * @param algorithm what to run
 * @param hyperParameters valid for it
 * @param seed of every random choice
 * @param parentFigures what the parent's report says of it on unseen samples; a calibrated teacher
 *     needs it
 */
public record UnlearningSettings(
    UnlearningAlgorithm algorithm,
    HyperParameters hyperParameters,
    long seed,
    Optional<TestFigures> parentFigures) {

  /** Refuses nulls. */
  public UnlearningSettings {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(hyperParameters, "hyperParameters");
    Objects.requireNonNull(parentFigures, "parentFigures");
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
    return new UnlearningSettings(
        named, named.hyperParameters(hyperParameters), seed, Optional.empty());
  }

  /** The same, knowing what the parent's report says. */
  public UnlearningSettings withParent(TestFigures figures) {
    return new UnlearningSettings(algorithm, hyperParameters, seed, Optional.of(figures));
  }
}
