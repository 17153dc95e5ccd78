// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.model;

import java.nio.file.Path;
import java.util.function.Function;

/** Loads models one at a time: two in memory would double the peak. */
public interface Models {

  /** What is done with a loaded model. */
  @FunctionalInterface
  interface Use<R> extends Function<TestedModel, R> {}

  /**
   * Loads a SavedModel, lends it and closes it.
   *
   * @return what {@code use} returned
   * @throws io.lethe.learning.model.ModelException if it cannot be loaded or answers with numbers
   *     that are not finite
   */
  <R> R with(Path savedModel, Use<R> use);
}
