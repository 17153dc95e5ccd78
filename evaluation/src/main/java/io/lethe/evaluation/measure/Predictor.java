// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.learning.model.Logits;

/** A model under test, seen only by its outputs. */
@FunctionalInterface
public interface Predictor {

  /** Logits of the given samples in evaluation mode; row i belongs to {@code ordinals[i]}. */
  Logits logits(int[] ordinals);
}
