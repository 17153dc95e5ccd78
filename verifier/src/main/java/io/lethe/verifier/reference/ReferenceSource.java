// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import io.lethe.evaluation.split.SampleOrder;
import java.util.function.BooleanSupplier;

/** Where the reference models of a verification come from. */
@FunctionalInterface
public interface ReferenceSource {

  /**
   * The models of a dataset.
   *
   * @param order the verifier's own order of the dataset
   * @param cancelled asked while models are trained
   */
  ReferenceModels of(SampleOrder order, BooleanSupplier cancelled);
}
