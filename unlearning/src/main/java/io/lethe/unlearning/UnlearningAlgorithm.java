// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.domain.policy.Algorithm;
import java.util.Map;
import java.util.Set;

/**
 * A way to make a loaded model forget. Implementations keep nothing between runs, and the same
 * context gives the same weights bit for bit on the same machine with the same number of threads.
 */
public interface UnlearningAlgorithm {

  /** Which entry of the one list of algorithms this is. */
  Algorithm algorithm();

  /** The name by which jobs and the command line ask for it. */
  default String name() {
    return algorithm().label();
  }

  /** The hyper-parameters it understands; any other key in a job is an error. */
  default Set<String> hyperParameterNames() {
    return algorithm().hyperParameterLabels();
  }

  /** What it uses where a job names nothing. */
  default HyperParameters defaults() {
    return HyperParameters.ofThePaper();
  }

  /** The optional signatures that it needs of the model when tuned like this. */
  default Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of();
  }

  /** Whether the result has never seen a forget row, by construction. */
  default boolean isExact() {
    return false;
  }

  /**
   * Changes the model's weights so that it forgets {@link UnlearningContext#forget()} and keeps
   * {@link UnlearningContext#retain()}. The model is the parent when this is called and the
   * candidate when it returns; after an exception it is neither and must be thrown away.
   *
   * @throws io.lethe.learning.model.ModelException if the model lacks a signature that this
   *     algorithm needs, or a loss is not a number
   * @throws InvalidHyperParametersException if a hyper-parameter does not fit the model
   * @throws ForgetSetRefusedException if the algorithm is not made for such a forget set
   * @throws java.util.concurrent.CancellationException if the context was cancelled
   */
  UnlearningResult run(UnlearningContext context);

  /**
   * Reads the hyper-parameters of a job for this algorithm.
   *
   * @throws InvalidHyperParametersException naming every unknown key and every bad value at once
   */
  default HyperParameters hyperParameters(Map<String, String> text) {
    return HyperParameterText.parse(name(), hyperParameterNames(), defaults(), text);
  }
}
