// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import io.lethe.evaluation.measure.References;
import io.lethe.learning.source.OwnedDataset;

/** The reference models of a dataset, for one verification. */
@FunctionalInterface
public interface ReferenceModels {

  /**
   * What models say of some samples that never saw what is excluded. Made first where there are
   * none such, which takes the trainings of all of them.
   *
   * @param dataset the registered one
   * @param excluded samples that the candidate may not have been trained on
   * @param ordinals to ask about, sorted
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more; what was
   *     made so far is kept
   * @throws io.lethe.learning.model.ModelException if they cannot be trained here
   */
  References of(OwnedDataset dataset, int[] excluded, int[] ordinals);
}
