// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import io.lethe.evaluation.measure.Evaluation;
import io.lethe.learning.dataset.Dataset;
import java.nio.file.Path;
import java.util.function.Function;

/** Trains a model beside the candidate, has it measured, and deletes it. */
@FunctionalInterface
public interface Probe {

  /**
   * Trains and measures.
   *
   * @param images the registered dataset
   * @param retain ordinals of the rows that a candidate may have been trained on, sorted
   * @param measure measures a model in a folder
   * @return what was measured of the model
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   * @throws io.lethe.learning.model.ModelException if it cannot be trained here
   */
  Evaluation of(Dataset images, int[] retain, Function<Path, Evaluation> measure);
}
