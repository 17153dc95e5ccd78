// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.domain.job.TestFigures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.TrainableModel;
import java.util.Optional;

/**
 * Everything one unlearning run works on.
 *
 * @param model the loaded parent; the run changes its weights
 * @param dataset the images and labels that the ordinals point into
 * @param rows which rows are kept and which are forgotten
 * @param hyperParameters valid for the algorithm that is run
 * @param seed of every random choice in the run
 * @param monitor who follows the run, and may end it
 * @param parentFigures what the parent's report says of it on unseen samples
 */
public record UnlearningContext(
    TrainableModel model,
    Dataset dataset,
    UnlearningRows rows,
    HyperParameters hyperParameters,
    long seed,
    RunMonitor monitor,
    Optional<TestFigures> parentFigures) {

  /** Sorted ordinals of the rows that may be taught. A copy. */
  public int[] retain() {
    return rows.retain();
  }

  /** Sorted ordinals of the rows to forget. A copy. */
  public int[] forget() {
    return rows.forget();
  }
}
